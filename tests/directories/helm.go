// Package directories compares what the program makes of directories with what Kustomize makes of them.
package directories

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/pflag"
	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// ChartsVariable names a directory with unpacked charts, from which Helm pulls.
const ChartsVariable = "KALYPSO_STAND_IN_CHARTS"

// Helm answers Kustomize in place of Helm's command: its version, a chart, and a chart's templates.
func Helm(args []string, out io.Writer) error {
	verb := append(args, "")[0]
	switch verb {
	case "version":
		_, err := fmt.Fprintln(out, "v3.18.6")
		return err
	case "pull":
		return pull(args[1:])
	case "template":
		return template(args[1:], out)
	}
	return fmt.Errorf("helm %s: not known here", verb)
}

// pull unpacks a chart where Kustomize looks for it.
func pull(args []string) error {
	flags := pflag.NewFlagSet("helm pull", pflag.ContinueOnError)
	into := flags.String("untardir", ".", "")
	for _, flag := range []string{"untar", "devel"} {
		flags.Bool(flag, false, "")
	}
	for _, flag := range []string{"repo", "version"} {
		flags.String(flag, "", "")
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	name := path.Base(flags.Arg(0))
	return os.CopyFS(filepath.Join(*into, name), os.DirFS(filepath.Join(os.Getenv(ChartsVariable), name)))
}

func template(args []string, out io.Writer) error {
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
	named := flags.String("name-template", "", "")
	flags.String("version", "", "")
	flags.String("repo", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	name, chart := cmp.Or(*named, "release-name"), flags.Arg(0)
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
