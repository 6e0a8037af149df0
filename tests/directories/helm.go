// Package directories compares what the program makes of directories with what Kustomize makes of them.
package directories

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// helm answers Kustomize in place of Helm's command: its version, and a chart's templates.
func helm(args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "version" {
		_, err := fmt.Fprintln(out, "v3.18.6")
		return err
	}
	if len(args) == 0 || args[0] != "template" {
		return fmt.Errorf("helm %s: not known here", strings.Join(args, " "))
	}
	flags := pflag.NewFlagSet("helm", pflag.ContinueOnError)
	namespace := flags.String("namespace", "default", "")
	files := flags.StringArrayP("values", "f", nil, "")
	crds := flags.Bool("include-crds", false, "")
	noHooks := flags.Bool("no-hooks", false, "")
	flags.Bool("skip-tests", false, "")
	flags.Bool("debug", false, "")
	flags.Bool("devel", false, "")
	flags.StringArray("api-versions", nil, "")
	version := flags.String("kube-version", render.KubeVersion, "")
	flags.Bool("generate-name", false, "")
	template := flags.String("name-template", "", "")
	flags.String("version", "", "")
	flags.String("repo", "", "")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	name, chart := cmp.Or(*template, "release-name"), flags.Arg(0)
	if flags.NArg() == 2 {
		name, chart = flags.Arg(0), flags.Arg(1)
	}
	merged := map[string]any{}
	for _, file := range *files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var values map[string]any
		if err := yaml.Unmarshal(text, &values); err != nil {
			return err
		}
		merged = chartutil.MergeTables(values, merged)
	}
	objects, err := render.Objects(render.Release{
		Name: name, Namespace: *namespace, Archive: chart, Values: merged, WithoutCRDs: !*crds,
	}, *version)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if *noHooks && object.Hook() != "" {
			continue
		}
		text, err := yaml.Marshal(object)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "---\n%s", text)
	}
	return nil
}
