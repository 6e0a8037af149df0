package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// rendering is one run of `charts render`: what to render, and what to print of it.
type rendering struct {
	release                            render.Release
	files                              []string
	kubeVersion, archives, stack, only string
	footprint, images                  bool
}

func newRender() *cobra.Command {
	var r rendering
	cmd := &cobra.Command{
		Use: "render [COMPONENT | all]", Short: "Print the manifests of a component, or of one chart with values files",
		Long: "Print the manifests of a component (or of all) with the values that the program computes for a stack (--stack), or, with\n" +
			"--chart, those of one chart with values files. What a chart refuses to render fails here, before it fails an update.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			objects, err := r.objects(args)
			if err != nil {
				return err
			}
			return r.print(cmd.OutOrStdout(), objects)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&r.release.Archive, "chart", "", "chart archive or directory, instead of a component")
	flags.StringVar(&r.release.Name, "release", "", "release name of that chart (default: the chart's name)")
	flags.StringVar(&r.release.Namespace, "namespace", "default", "namespace of that release")
	flags.StringArrayVarP(&r.files, "values", "f", nil, "values file for that chart; may be given several times, later ones win")
	flags.StringVar(&r.archives, "archives", "",
		"directory or mirror with the archives, for a component (default: the charts' own repositories)")
	flags.StringVar(&r.stack, "stack", "", "stack whose Pulumi.<stack>.yaml counts, for a component (default: a development stack)")
	flags.StringVar(&r.kubeVersion, "kube-version", render.KubeVersion, "Kubernetes version to render for")
	flags.StringVar(&r.only, "only", "", "print only objects of this KIND or KIND/NAME")
	flags.BoolVar(&r.footprint, "footprint", false, "print pods, requests and limits instead of manifests")
	flags.BoolVar(&r.images, "images", false, "print the images instead of manifests")
	return cmd
}

// objects renders the component, or the chart.
func (r rendering) objects(components []string) ([]render.Object, error) {
	if len(components) == 1 {
		project, err := command.Project()
		if err != nil {
			return nil, err
		}
		return component(project, r.archives, r.kubeVersion, components[0], r.stack)
	}
	if r.release.Archive == "" {
		return nil, errors.New("nothing to render: name a component, or add --chart FILE.tgz")
	}
	if r.release.Name == "" {
		c, err := render.Load(r.release.Archive)
		if err != nil {
			return nil, err
		}
		r.release.Name = c.Name()
	}
	values, err := readValues(r.files)
	if err != nil {
		return nil, err
	}
	r.release.Values = values
	return render.Objects(r.release, r.kubeVersion)
}

func (r rendering) print(out io.Writer, objects []render.Object) error {
	switch {
	case r.footprint:
		rows, err := footprint.Of(objects)
		if err != nil {
			return err
		}
		return footprint.Print(out, rows)
	case r.images:
		_, err := fmt.Fprintln(out, strings.Join(footprint.Images(objects), "\n"))
		return err
	}
	return printObjects(out, objects, r.only)
}

// readValues merges values files, later ones over earlier ones.
func readValues(files []string) (map[string]any, error) {
	merged := map[string]any{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading values: %w", err)
		}
		var values map[string]any
		if err := yaml.UnmarshalStrict(data, &values); err != nil {
			return nil, fmt.Errorf("reading values file %s: %w", file, err)
		}
		merged = chartutil.MergeTables(values, merged)
	}
	return merged, nil
}

func printObjects(out io.Writer, objects []render.Object, only string) error {
	for _, object := range objects {
		if only != "" && only != object.Kind() && only != object.ID() {
			continue
		}
		data, err := yaml.Marshal(object)
		if err != nil {
			return fmt.Errorf("printing %s: %w", object.ID(), err)
		}
		if _, err := fmt.Fprintf(out, "---\n%s", data); err != nil {
			return fmt.Errorf("printing %s: %w", object.ID(), err)
		}
	}
	return nil
}
