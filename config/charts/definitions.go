package charts

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Definitions are the documents in the crds/ of a chart, an archive or a directory, and of those subcharts that the values leave on, as
// `helm template --include-crds` prints them.
func Definitions(chart string, values map[string]any) ([]byte, error) {
	files := map[string][]byte{}
	err := eachFile(chart, func(name string, text func() ([]byte, error)) error {
		base := path.Base(name)
		if base != "Chart.yaml" && base != "requirements.yaml" && base != "values.yaml" && !strings.Contains(name, "/crds/") {
			return nil
		}
		content, err := text()
		_, inside, _ := strings.Cut(name, "/") // without the chart's own directory
		files[inside] = content
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading chart %s: %w", chart, err)
	}
	var out bytes.Buffer
	if err := definitions(&out, files, "", values); err != nil {
		return nil, fmt.Errorf("reading chart %s: %w", chart, err)
	}
	return out.Bytes(), nil
}

// dependency is an entry of a chart's dependencies: Helm's rules are those of its chartutil/dependencies.go.
type dependency struct {
	Name, Alias, Condition string
	Tags                   []string
}

// key is what the subchart is called in the values.
func (d dependency) key() string { return cmp.Or(d.Alias, d.Name) }

// dependenciesOf are the subcharts of the chart in a directory of files: those that it declares, and those that are just there, which are
// on.
func dependenciesOf(files map[string][]byte, dir string) ([]dependency, error) {
	var chart struct{ Dependencies []dependency }
	for _, name := range []string{"Chart.yaml", "requirements.yaml"} { // the latter is of Helm 2
		if err := yaml.Unmarshal(files[dir+name], &chart); err != nil {
			return nil, fmt.Errorf("%s%s: %w", dir, name, err)
		}
	}
	return slices.Concat(chart.Dependencies, undeclared(files, dir, chart.Dependencies)), nil
}

func definitions(out *bytes.Buffer, files map[string][]byte, dir string, values map[string]any) error {
	var own map[string]any
	if err := yaml.Unmarshal(files[dir+"values.yaml"], &own); err != nil {
		return fmt.Errorf("%svalues.yaml: %w", dir, err)
	}
	values = manifest.Merge(own, values)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, dir+"crds/") {
			fmt.Fprintf(out, "---\n%s\n", files[name])
		}
	}
	dependencies, err := dependenciesOf(files, dir)
	if err != nil {
		return err
	}
	for _, one := range dependencies {
		if !one.on(values) {
			continue
		}
		inner, _ := values[one.key()].(map[string]any)
		if err := definitions(out, files, dir+"charts/"+one.Name+"/", inner); err != nil {
			return err
		}
	}
	return nil
}

// undeclared are the subcharts that are there and not among the dependencies: they are on.
func undeclared(files map[string][]byte, dir string, declared []dependency) []dependency {
	var all []dependency
	for _, name := range slices.Sorted(maps.Keys(files)) {
		inside, below := strings.CutPrefix(name, dir+"charts/")
		subchart, isChart := strings.CutSuffix(inside, "/Chart.yaml")
		if below && isChart && !strings.Contains(subchart, "/") &&
			!slices.ContainsFunc(declared, func(one dependency) bool { return one.Name == subchart }) {
			all = append(all, dependency{Name: subchart})
		}
	}
	return all
}

// on reports whether values leave the subchart on: the first of its conditions that is set decides, else any of its tags.
func (d dependency) on(values map[string]any) bool {
	for _, condition := range strings.Split(d.Condition, ",") {
		if on, set := at(values, strings.Split(strings.TrimSpace(condition), ".")).(bool); set {
			return on
		}
	}
	decided, on := false, false
	for _, tag := range d.Tags {
		if value, set := at(values, []string{"tags", tag}).(bool); set {
			decided, on = true, on || value
		}
	}
	return on || !decided
}

func at(values map[string]any, keys []string) any {
	inner, isMap := values[keys[0]].(map[string]any)
	switch {
	case len(keys) == 1:
		return values[keys[0]]
	case !isMap:
		return nil
	}
	return at(inner, keys[1:])
}
