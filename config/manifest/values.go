package manifest

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// values merges a chart's values in Kustomize's order, from weakest: valuesFile, valuesInline, additionalValuesFiles. valuesMerge lets
// valuesInline be weaker than the file, or take its place.
func (d *directory) values(at string, pin pin) map[string]any {
	var file map[string]any
	if pin.ValuesFile != "" {
		file = d.valuesFile(at+".valuesFile", pin.ValuesFile)
	}
	for _, null := range nullsInLists("", pin.ValuesInline) {
		d.report(d.kustomizationFile, strict.Under(at+".valuesInline", null), nullInList)
	}
	merged := Merge(file)
	if len(pin.ValuesInline) > 0 {
		merged = inline(file, pin.ValuesInline)
	}
	switch pin.ValuesMerge {
	case "", "override":
	case "merge":
		merged = inline(pin.ValuesInline, file)
	case "replace":
		if len(pin.ValuesInline) > 0 { // else Kustomize takes the file after all
			merged = Merge(pin.ValuesInline)
		}
	default:
		d.report(d.kustomizationFile, at+".valuesMerge", "found %q, want override, merge or replace", pin.ValuesMerge)
	}
	for i, file := range pin.AdditionalValuesFiles {
		merged = Merge(merged, d.valuesFile(at+".additionalValuesFiles["+strconv.Itoa(i)+"]", file))
	}
	return merged
}

// valuesFile reads one file of values, which may be empty.
func (d *directory) valuesFile(at, name string) map[string]any {
	file, ok := d.local(d.kustomizationFile, at, name)
	if !ok {
		return nil
	}
	source, ok := d.one(d.kustomizationFile, at, file, helm)
	if !ok || source == nil {
		return nil
	}
	values, isMap := source.(map[string]any)
	if !isMap {
		d.report(file, "", "found %s, want a map", strict.Describe(source))
		return nil
	}
	for _, null := range nullsInLists("", values) {
		d.report(file, null, nullInList)
	}
	return values
}

const nullInList = "found null in a list, which does not arrive: leave it out, or write the value that is meant"

// inline lays values over others as Kustomize does with valuesInline: a null takes away what is under it, and is not passed on.
func inline(under, values map[string]any) map[string]any {
	merged := maps.Clone(under)
	if merged == nil {
		merged = map[string]any{}
	}
	for key, value := range values {
		inner, isMap := value.(map[string]any)
		below, _ := merged[key].(map[string]any)
		switch {
		case value == nil:
			delete(merged, key)
		case isMap:
			merged[key] = inline(below, inner)
		default:
			merged[key] = value
		}
	}
	return merged
}

// nullsInLists are the paths of nulls in lists and below: those of maps are handed to the chart (charts.Supply.WithNulls).
func nullsInLists(path string, value any) []string {
	var found []string
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, nullsInLists(strict.Join(path, key), v[key])...)
		}
	case []any:
		found = strict.Nulls(path, v)
	}
	return found
}

// ReadValues reads a file of a chart's values as Helm's -f does: nulls stay, and a plain no is false. Every problem names the file.
func ReadValues(fsys fs.FS, file string) (map[string]any, []error) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, []error{fmt.Errorf("%s: reading: %w", file, err)}
	}
	all, problems := documents(text, helm)
	for i, problem := range problems {
		problems[i] = fmt.Errorf("%s: %w", file, problem)
	}
	all = slices.DeleteFunc(all, func(document any) bool { return document == nil })
	if len(problems) > 0 || len(all) == 0 {
		return nil, problems
	}
	values, isMap := all[0].(map[string]any)
	if !isMap || len(all) > 1 {
		return nil, []error{fmt.Errorf("%s: found %s in %d documents, want one map of a chart's values", file, strict.Describe(all[0]), len(all))}
	}
	return values, nil
}

// Merge lays trees of values over each other, the later the stronger: maps merge deeply, everything else, lists
// included, replaces. The inputs stay unchanged.
func Merge(trees ...map[string]any) map[string]any {
	merged := map[string]any{}
	for _, tree := range trees {
		for key, value := range tree {
			over, isMap := value.(map[string]any)
			if !isMap {
				merged[key] = value
				continue
			}
			under, _ := merged[key].(map[string]any)
			merged[key] = Merge(under, over)
		}
	}
	return merged
}

// chartHome returns the directory of unpacked charts, helmGlobals.chartHome, relative to this one.
func (d *directory) chartHome(named string) string {
	const kustomizeDefault = "charts"
	if named == "" {
		return kustomizeDefault
	}
	if home := path.Clean(named); fs.ValidPath(d.in(home)) && !path.IsAbs(home) && !remote(named) {
		return home
	}
	d.report(d.kustomizationFile, "helmGlobals.chartHome", outside, named)
	return kustomizeDefault
}

// vendored returns the directory of unpacked charts relative to the project if this chart is in it, where Kustomize looks for it,
// and the version that it has there; else "".
func (d *directory) vendored(pin pin, home string) (dir, version string) {
	if pin.Name == "" {
		return "", ""
	}
	for _, candidate := range []string{path.Join(home, pin.Name+"-"+pin.Version, pin.Name), path.Join(home, pin.Name)} {
		text, err := fs.ReadFile(d.fsys, path.Join(d.in(candidate), "Chart.yaml"))
		if err != nil {
			continue
		}
		var chart struct {
			Version string `yaml:"version"`
		}
		if err := yaml.Unmarshal(text, &chart); err != nil {
			d.report(path.Join(candidate, "Chart.yaml"), "", "%v", err)
		}
		d.reads(d.in(home))
		return d.in(home), chart.Version
	}
	return "", ""
}
