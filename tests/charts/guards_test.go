package main

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/tempo"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Every guard keeps a place that the chart really takes: the key is known, the value that is let through renders nothing else, and any
// other does, or else it is a credential that would do nothing.
func TestEveryGuardHasAReason(t *testing.T) {
	dir, known := real(t), lock(t)
	guards := map[string][]kit.Guard{}
	for _, of := range []map[string][]kit.Guard{grafana.Guards(), loki.Guards(), mimir.Guards(), minio.Guards(), pyroscope.Guards(), tempo.Guards()} {
		maps.Copy(guards, of)
	}
	effective := 0
	for _, r := range recorded(t, "development").releases {
		ours := text(t, r.rendered(t, dir, kubeVersions[0]))
		for _, guard := range guards[r.Name] {
			t.Run(r.Name+" "+charts.Path(guard.Path), func(t *testing.T) {
				assert.True(t, known[r.chart].Keys.Knows(guard.Path...), "the chart does not know it")
				same, other := r, r
				other.Values = kit.Merge(r.Values, under(another(guard.But), guard.Path))
				if guard.But != nil {
					same.Values = kit.Merge(r.Values, under(guard.But, guard.Path))
					require.Equal(t, ours, text(t, same.rendered(t, dir, kubeVersions[0])), "%v is let through", guard.But)
				}
				other.Archive = filepath.Join(dir, filepath.Base(r.Archive))
				objects, err := render.Objects(other.Release, kubeVersions[0])
				changes := err != nil || text(t, objects) != ours
				if changes {
					effective++
				}
				assert.True(t, changes || guard.But == nil, "it does nothing there, and is no credential")
			})
		}
	}
	t.Logf("%d guards, %d of them of places with an effect here", len(slices.Concat(slices.Collect(maps.Values(guards))...)), effective)
}

// What is said to do nothing does nothing.
func TestIdlePlacesAreIdle(t *testing.T) {
	dir, known := real(t), lock(t)
	idle := map[string][]kit.Idle{}
	for _, of := range []map[string][]kit.Idle{loki.Idle(), minio.Idle(), tempo.Idle()} {
		maps.Copy(idle, of)
	}
	for _, r := range recorded(t, "development").releases {
		ours := text(t, r.rendered(t, dir, kubeVersions[0]))
		for _, place := range idle[r.Name] {
			t.Run(r.Name+" "+charts.Path(place.Path), func(t *testing.T) {
				require.True(t, known[r.chart].Keys.Knows(place.Path...), "the chart does not know it")
				other := r
				value := any(map[string]any{"podAnnotations": map[string]any{"own": "1"}, "annotations": map[string]any{"own": "1"}})
				switch {
				case known[r.chart].Keys.Children[place.Path[0]].Kind == charts.Number:
					value = 7
				case len(place.Path) > 1:
					value = []any{map[string]any{"name": "OWN"}}
				}
				other.Values = kit.Merge(r.Values, under(value, place.Path))
				assert.Equal(t, ours, text(t, other.rendered(t, dir, kubeVersions[0])))
			})
		}
	}
}

func under(value any, path []string) map[string]any {
	for _, key := range slices.Backward(path) {
		value = map[string]any{key: value}
	}
	return value.(map[string]any)
}

// another is a value other than one, of its kind.
func another(but any) any {
	switch v := but.(type) {
	case bool:
		return !v
	case int:
		return v + 1
	}
	return "another"
}

func text(t *testing.T, objects any) string {
	t.Helper()
	out, err := yaml.Marshal(objects)
	require.NoError(t, err)
	return string(out)
}
