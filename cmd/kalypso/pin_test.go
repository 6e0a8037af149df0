package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/charts/chartstest"
)

func TestPinWritesTheNewestVersions(t *testing.T) {
	project, archives := t.TempDir(), t.TempDir()
	for _, version := range []string{"1.9.0", "1.10.0"} {
		archive, err := chartstest.Pack("web", version, "", nil)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(archives, "web-"+version+".tgz"), archive, 0o600))
	}
	file := filepath.Join(project, "manifests", "shop", "kustomization.yaml")
	write := func(text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	supply, out := charts.Supply{Project: project, Source: archives}, &bytes.Buffer{}
	write("helmCharts:\n  - name: web # ours\n    repo: https://x\n  - {name: web, repo: https://x, version: ~1.9, releaseName: b}\n  - {name: none, repo: https://x}\n")
	err := pin(t.Context(), project, supply, out)
	assert.ErrorContains(t, err, "manifests/shop/kustomization.yaml: helmCharts[2]: asking for the versions of chart none: there is none")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "helmCharts:\n  - name: web # ours\n    version: 1.10.0\n    repo: https://x\n  - {name: web, repo: https://x, version: 1.10.0, releaseName: b}\n"+
		"  - {name: none, repo: https://x}\n", string(text))
	assert.Contains(t, out.String(), "manifests/shop/kustomization.yaml: web 1.10.0\n")
}
