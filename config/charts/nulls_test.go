package charts_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

func TestNullsAreHandedToTheChart(t *testing.T) {
	project := t.TempDir()
	for file, text := range map[string]string{
		"web/Chart.yaml":  "name: web\nversion: 1.0.0\ndependencies: [{name: sub, alias: other}]\n",
		"web/values.yaml": "# ours\nkept: yes\ngone: 1\nempty: null\ndeep: {a: 1, b: 2}\nother: {here: 1}\n", "web/templates/a.yaml": "kind: A",
		"web/charts/sub/Chart.yaml": "name: sub\n", "web/charts/sub/values.yaml": "here: 2\nthere: 3\nstays: 4\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(project, file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(project, file), []byte(text), 0o600))
	}
	supply := charts.Supply{Project: project}
	path, values, err := supply.WithNulls("web", map[string]any{
		"gone": nil, "empty": nil, "new": nil, "set": 5, "deep": map[string]any{"a": nil, "c": nil}, "other": map[string]any{"here": nil, "there": nil, "x": 1},
	})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"set": 5, "deep": map[string]any{}, "other": map[string]any{"x": 1}}, values)
	assert.Regexp(t, `^\.charts/web-[0-9a-f]{12}\.tgz$`, path)
	files := unpacked(t, filepath.Join(project, path))
	assert.Equal(t, "# ours\nkept: yes\ndeep: {b: 2, c: null}\nother: {}\nnew: null\n", files["web/values.yaml"], "a plain yes stays what Helm takes it for")
	assert.Equal(t, "here: 2\nstays: 4\n", files["web/charts/sub/values.yaml"], "what the chart says of it is looked at first, as by Helm")
	assert.Equal(t, "kind: A", files["web/templates/a.yaml"])

	again, _, err := supply.WithNulls("web", map[string]any{"gone": nil, "empty": nil, "new": nil, "deep": map[string]any{"a": nil, "c": nil},
		"other": map[string]any{"here": nil, "there": nil}})
	require.NoError(t, err)
	assert.Equal(t, path, again, "the same on every machine")
	same, unchanged, err := supply.WithNulls("web", map[string]any{"a": []any{1}})
	require.NoError(t, err)
	assert.Equal(t, "web", same)
	assert.Equal(t, map[string]any{"a": []any{1}}, unchanged)
}

func unpacked(t *testing.T, archive string) map[string]string {
	t.Helper()
	file, err := os.Open(archive)
	require.NoError(t, err)
	zipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	files, all := tar.NewReader(zipped), map[string]string{}
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		text, err := io.ReadAll(files)
		require.NoError(t, err)
		all[header.Name] = string(text)
	}
}
