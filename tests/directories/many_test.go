package directories

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/kustomize"
)

// A thousand directories, half of them built by Kustomize's library: how long a preview reads them, and what that takes.
//
//	go test ./directories -run XXX -bench Thousand -benchtime 1x
func BenchmarkThousandDirectories(b *testing.B) {
	root, err := filepath.Abs("../..")
	require.NoError(b, err)
	project := b.TempDir()
	require.NoError(b, os.Symlink(filepath.Join(root, "cmd"), filepath.Join(project, "cmd")))
	for i := range 1000 {
		name := fmt.Sprintf("shop-%d", i)
		kustomization := "namespace: " + name + "\nhelmCharts:\n  - {name: web, repo: https://x, version: 1.2.3, releaseName: " + name + ", valuesFile: values.yaml}\nresources: [a.yaml]\n"
		if i%2 == 0 {
			kustomization += "commonAnnotations: {owner: me}\npatches:\n  - target: {kind: ConfigMap}\n    patch: |-\n      - {op: add, path: /data/a, value: b}\n"
		}
		for file, text := range map[string]string{
			"kustomization.yaml": kustomization, "values.yaml": "replicas: 2\nimage: {tag: \"1\"}\n", "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: on}\n",
			"namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + ", annotations: {argocd.argoproj.io/sync-wave: \"1\"}}\n",
		} {
			require.NoError(b, os.MkdirAll(filepath.Join(project, "manifests", name), 0o755))
			require.NoError(b, os.WriteFile(filepath.Join(project, "manifests", name, file), []byte(text), 0o600))
		}
	}
	_, err = kustomize.Load(project) // builds the program
	require.NoError(b, err)
	for b.Loop() {
		all, err := kustomize.Load(project)
		require.NoError(b, err)
		require.Len(b, all, 1000)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB")
}
