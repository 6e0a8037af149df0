package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// renderOptions are the flags of `charts render`.
type renderOptions struct {
	release     render.Release
	files       list
	kubeVersion string
	footprint   bool
	images      bool
	only        string
	// component is what to render from the program, instead of one chart with values files.
	component         string
	project, archives string
}

// list is a flag that can be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

// renderCommand prints the manifests of a chart with values files, or its footprint, or its images.
func renderCommand(args []string, out io.Writer) error {
	options, err := parseRender(args)
	if err != nil {
		return err
	}
	objects, err := options.objects()
	if err != nil {
		return err
	}
	switch {
	case options.footprint:
		rows, err := footprint.Of(objects)
		if err != nil {
			return err
		}
		return footprint.Print(out, rows)
	case options.images:
		_, err := fmt.Fprintln(out, strings.Join(footprint.Images(objects), "\n"))
		return err
	}
	return printObjects(out, objects, options.only)
}

// objects renders what the options name.
func (o renderOptions) objects() ([]render.Object, error) {
	if o.component != "" {
		return component(o, o.component)
	}
	values, err := readValues(o.files)
	if err != nil {
		return nil, err
	}
	o.release.Values = values
	return render.Objects(o.release, o.kubeVersion)
}

func parseRender(args []string) (renderOptions, error) {
	var o renderOptions
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		o.component, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("render", flag.ContinueOnError)
	flags.StringVar(&o.release.Archive, "chart", "", "chart archive or directory")
	flags.StringVar(&o.release.Name, "release", "", "release name (default: the chart's name)")
	flags.StringVar(&o.release.Namespace, "namespace", "default", "namespace of the release")
	flags.Var(&o.files, "f", "values file; may be given several times, later ones win")
	flags.StringVar(&o.kubeVersion, "kube-version", "1.34.0", "Kubernetes version to render for")
	flags.BoolVar(&o.footprint, "footprint", false, "print pods, requests and limits instead of manifests")
	flags.BoolVar(&o.images, "images", false, "print the images instead of manifests")
	flags.StringVar(&o.only, "only", "", "print only objects of this KIND or KIND/NAME")
	flags.StringVar(&o.project, "project", "../../..", "project directory, for a component")
	flags.StringVar(&o.archives, "archives", "",
		"source of the archives, for a component: a directory or a mirror (default: the repositories)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.component != "" {
		return o, nil
	}
	if o.release.Archive == "" {
		return o, errors.New("nothing to render: name a component, or add --chart FILE.tgz")
	}
	if o.release.Name == "" {
		c, err := render.Load(o.release.Archive)
		if err != nil {
			return o, err
		}
		o.release.Name = c.Name()
	}
	return o, nil
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
