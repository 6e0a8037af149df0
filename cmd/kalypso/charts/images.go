package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// newImages returns the command that prints the images that a development stack runs, sorted, a line "component image"
// each: with its digest, or with the words that this is not known. With a registry a third column is what the image is there called, by
// its tag. Those of `helm test` are not among them; those that
// the operator gives to what it makes are, and the one that looks at the nodes' kernels, unless only those of pods are asked for.
func newImages() *cobra.Command {
	var archives, registry string
	var pods, digests bool
	ask := asking{timeout: time.Minute}
	cmd := &cobra.Command{
		Use: "images", Short: "Print the images that a development stack runs, by component, or ask for their digests",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			switch {
			case digests:
				return ask.run(cmd.Context(), project, cmd.OutOrStdout())
			case len(ask.accept) > 0:
				return errors.New("--accept is for --digests: add that")
			}
			objects, err := renderedByComponent(project, archives)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.Join(imageLines(objects, config.ClusterSettings{ImageRegistry: registry}, pods), "\n"))
			return err
		},
	}
	cmd.Flags().StringVar(&archives, "archives", "", "directory or mirror with the archives (default: the charts' own repositories)")
	cmd.Flags().BoolVar(&pods, "pods", false, "only those without which a pod of the stack does not start")
	cmd.Flags().StringVar(&registry, "registry", "", "also print what each image is called in that registry (kalypso:cluster.imageRegistry)")
	cmd.Flags().BoolVar(&digests, "digests", false, "ask the registries for the digests of the images in images.lock, and write them there")
	cmd.Flags().StringArrayVar(&ask.accept, "accept", nil, "image whose tag has moved, and rightly; may be given several times")
	return cmd
}

// renderedByComponent renders the whole development stack.
func renderedByComponent(project, archives string) (map[string][]render.Object, error) {
	components, err := kustomize.Load(project)
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
			made, err := rendered(r, project, render.KubeVersion, component.Namespace.Name)
			if err != nil {
				return nil, err
			}
			objects[component.Name] = append(objects[component.Name], made...)
		}
	}
	return objects, nil
}

func imageLines(objects map[string][]render.Object, s config.ClusterSettings, pods bool) []string {
	var lines []string
	add := func(component, image string) {
		line := component + " " + image
		name, _, pinned := strings.Cut(image, "@")
		switch {
		case s.ImageRegistry != "":
			line += " " + s.Image(name)
		case !pinned && !pods:
			line += " digest not known"
		}
		lines = append(lines, line)
	}
	for component, all := range objects {
		run := slices.DeleteFunc(slices.Clone(all), render.Object.Test)
		for _, image := range footprint.Images(run) {
			add(component, image)
		}
		if slices.ContainsFunc(run, namesNoImage) {
			add(component, collectorImage(objects))
		}
	}
	if len(objects["otel"]) > 0 && !pods {
		for _, image := range append(otel.OperatorImages(), cluster.ProbeImage("", config.ClusterSettings{})) {
			add("otel", image)
		}
	}
	slices.Sort(lines)
	return lines
}

// namesNoImage reports whether the object is a collector that leaves its image to the operator.
func namesNoImage(o render.Object) bool {
	_, own := render.At[string](o, "spec", "image")
	return o.Kind() == "OpenTelemetryCollector" && !own
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
