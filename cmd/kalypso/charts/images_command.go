package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// imagesCommand prints the images that a development stack runs, sorted, a line "component image" each. Those of `helm test`
// are not among them, the image that the operator gives to collectors is.
func imagesCommand(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("images", flag.ContinueOnError)
	project := flags.String("project", "../../..", "project directory")
	archives := flags.String("archives", "", "source of the archives: a directory or a mirror (default: the repositories)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	objects, err := renderedByComponent(*project, *archives)
	if err != nil {
		return err
	}
	for _, line := range imageLines(objects) {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("printing the images: %w", err)
		}
	}
	return nil
}

// renderedByComponent renders the whole development stack.
func renderedByComponent(project, archives string) (map[string][]render.Object, error) {
	components, err := manifest.Load(os.DirFS(filepath.Join(project, "manifests")))
	if err != nil {
		return nil, fmt.Errorf("reading the manifests: %w", err)
	}
	resources, err := development(project, archives)
	if err != nil {
		return nil, err
	}
	objects := map[string][]render.Object{}
	for _, component := range components {
		for _, r := range resources {
			made, err := rendered(r, project, "1.34.0", component.Namespace.Name)
			if err != nil {
				return nil, err
			}
			objects[component.Name] = append(objects[component.Name], made...)
		}
	}
	return objects, nil
}

func imageLines(objects map[string][]render.Object) []string {
	var lines []string
	for component, all := range objects {
		run := slices.DeleteFunc(slices.Clone(all), render.Object.Test)
		for _, image := range footprint.Images(run) {
			lines = append(lines, component+" "+image)
		}
		if slices.ContainsFunc(run, func(o render.Object) bool { return o.Kind() == "OpenTelemetryCollector" }) {
			lines = append(lines, component+" "+collectorImage(objects))
		}
	}
	slices.Sort(lines)
	return lines
}

// collectorImage is what the operator is told to run for a collector that names no image itself.
func collectorImage(objects map[string][]render.Object) string {
	for _, all := range objects {
		for _, object := range all {
			spec, _ := object.PodSpec()
			for _, container := range render.List(spec, "containers") {
				args, _ := container["args"].([]any)
				for _, arg := range args {
					if image, found := strings.CutPrefix(fmt.Sprint(arg), "--collector-image="); found {
						return image
					}
				}
			}
		}
	}
	return ""
}
