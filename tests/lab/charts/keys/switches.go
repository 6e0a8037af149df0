package keys

import (
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
)

// Switched returns the values with as many of the chart's own switches turned on as still render, so that parts that are
// off by default can be probed. A set that does not render is halved until the culprits are left out.
func Switched(c *chart.Chart, render Renderer, base map[string]any) map[string]any {
	values := base
	var add func([][]string)
	add = func(paths [][]string) {
		if len(paths) == 0 {
			return
		}
		next := turnOn(values, paths)
		if _, err := render(next); err == nil {
			values = next
			return
		}
		if len(paths) > 1 {
			add(paths[:len(paths)/2])
			add(paths[len(paths)/2:])
		}
	}
	add(switches(c.Values, nil))
	return values
}

// switches lists the paths of the flags named like a switch that are off by default.
func switches(values map[string]any, at []string) [][]string {
	var paths [][]string
	for name, v := range values {
		path := append(slices.Clone(at), name)
		switch v := v.(type) {
		case map[string]any:
			paths = append(paths, switches(v, path)...)
		case bool:
			if !v && (name == "create" || strings.HasSuffix(strings.ToLower(name), "enabled")) {
				paths = append(paths, path)
			}
		}
	}
	slices.SortFunc(paths, slices.Compare)
	return paths
}

func turnOn(base map[string]any, paths [][]string) map[string]any {
	values := deepCopy(base)
	for _, path := range paths {
		at := values
		for _, key := range path[:len(path)-1] {
			next, ok := at[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		if _, set := at[path[len(path)-1]]; !set {
			at[path[len(path)-1]] = true
		}
	}
	return values
}
