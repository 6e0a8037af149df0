package stacks_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// What people bring may have its chart beside it, also one that the platform pins for itself.
func TestDropInsMayBringTheirChartsUnpacked(t *testing.T) {
	project, version := stackstest.Project(t), pinned(t)("grafana")
	for file, text := range map[string]string{
		"namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata: {name: boards, annotations: {argocd.argoproj.io/sync-wave: \"7\"}}\n",
		"kustomization.yaml": "helmCharts: [{name: grafana, version: " + version + ", releaseName: boards}]\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Join(project, "manifests/boards"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(project, "manifests/boards", file), []byte(text), 0o644))
	}
	unpack("manifests/boards/charts/grafana", "grafana", version)(t, project)
	assert.Equal(t, "manifests/boards/charts/grafana", deployIn(t, project, nil).get(t, "Release boards").Inputs["chart"].StringValue())
}

// unpack puts a chart into a directory of the project.
func unpack(dir, name, version string) func(t *testing.T, project string) {
	return func(t *testing.T, project string) {
		t.Helper()
		require.NoError(t, os.MkdirAll(filepath.Join(project, dir), 0o755))
		text := []byte("apiVersion: v2\nname: " + name + "\nversion: " + version + "\n")
		require.NoError(t, os.WriteFile(filepath.Join(project, dir, "Chart.yaml"), text, 0o644))
	}
}
