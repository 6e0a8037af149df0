package inputs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a directory names above manifests/ goes along, and what was there is replaced.
func TestCopyTakesWhatDirectoriesNameElsewhere(t *testing.T) {
	project, to := t.TempDir(), t.TempDir()
	for file, text := range map[string]string{
		"manifests/shop/namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, annotations: {argocd.argoproj.io/sync-wave: \"1\"}}\n",
		"manifests/shop/kustomization.yaml": "helmCharts: [{name: web, repo: https://x, version: 1.2.3, releaseName: web, valuesFile: ../../shared/values.yaml}]\n",
		"shared/values.yaml":                "a: 1\n", "shared/other.yaml": "", "charts.lock": "{}\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(project, file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(project, file), []byte(text), 0o600))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(to, "manifests", "gone"), 0o755))
	require.NoError(t, Copy(project, to))
	assert.FileExists(t, filepath.Join(to, "shared", "values.yaml"))
	assert.NoFileExists(t, filepath.Join(to, "shared", "other.yaml"))
	assert.FileExists(t, filepath.Join(to, "manifests", "shop", "kustomization.yaml"))
	assert.NoDirExists(t, filepath.Join(to, "manifests", "gone"))
}
