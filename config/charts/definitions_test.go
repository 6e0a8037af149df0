package charts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

func TestDefinitionsAreThoseThatHelmPrints(t *testing.T) {
	dir := t.TempDir()
	for file, text := range map[string]string{
		"web/Chart.yaml": "name: web\nversion: 1.0.0\ndependencies:\n  - {name: on}\n  - {name: conditioned, condition: \"x.enabled,conditioned.enabled\"}\n" +
			"  - {name: aliased, alias: other, condition: other.enabled}\n  - {name: tagged, tags: [extras]}\n",
		"web/values.yaml":                       "conditioned: {enabled: false}\ntags: {extras: false}\n",
		"web/crds/a.yaml":                       "kind: A",
		"web/templates/b.yaml":                  "kind: B",
		"web/charts/on/Chart.yaml":              "name: on\ndependencies: [{name: deep, condition: deep.on}]\n",
		"web/charts/on/values.yaml":             "deep: {on: false}\n",
		"web/charts/on/crds/a.yaml":             "kind: On",
		"web/charts/on/charts/deep/Chart.yaml":  "name: deep\n",
		"web/charts/on/charts/deep/crds/a.yaml": "kind: Deep",
		"web/charts/conditioned/Chart.yaml":     "name: conditioned\n",
		"web/charts/conditioned/crds/a.yaml":    "kind: Conditioned",
		"web/charts/aliased/Chart.yaml":         "name: aliased\n",
		"web/charts/aliased/crds/a.yaml":        "kind: Aliased",
		"web/charts/tagged/crds/a.yaml":         "kind: Tagged",
		"web/charts/undeclared/Chart.yaml":      "name: undeclared\n",
		"web/charts/undeclared/crds/a.yaml":     "kind: Undeclared",
		"old/Chart.yaml":                        "name: old\n",
		"old/requirements.yaml":                 "dependencies: [{name: off, condition: off.on}]\n",
		"old/values.yaml":                       "off: {on: false}\n",
		"old/charts/off/Chart.yaml":             "name: off\n",
		"old/charts/off/crds/a.yaml":            "kind: Off",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
	}
	for name, c := range map[string]struct {
		values map[string]any
		want   string
	}{
		"by default": {nil, "A On Aliased Undeclared"},
		"other switches": {map[string]any{"x": map[string]any{"enabled": true}, "other": map[string]any{"enabled": false}, "tags": map[string]any{"extras": true},
			"on": map[string]any{"deep": map[string]any{"on": true}}}, "A On Deep Conditioned Tagged Undeclared"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := charts.Definitions(filepath.Join(dir, "web"), c.values)
			require.NoError(t, err)
			want := ""
			for _, kind := range strings.Fields(c.want) {
				want += "---\nkind: " + kind + "\n"
			}
			assert.Equal(t, want, string(text))
		})
	}
	none, err := charts.Definitions(filepath.Join(dir, "old"), nil)
	require.NoError(t, err)
	assert.Empty(t, string(none))
}
