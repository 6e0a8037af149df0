package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

func TestProblemsNameTheLineOfTheirKey(t *testing.T) {
	f := store().
		with("store/kustomization.yaml", "namespace: other\n# the shop\nhelmCharts:\n  - name: web\n    repo: https://x\n    releaseName: UPPER\n"+
			"resources:\n  - https://x/a.yaml\n  - two.yaml\n").
		with("store/two.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n  annotations:\n"+
			"    argocd.argoproj.io/sync-wave: soon\n")
	_, err := manifest.Load(f.fs(), nil)
	require.Error(t, err)
	for _, want := range []string{
		`resources[0]: remote "https://x/a.yaml" is not supported: save the file in this directory and name it here (line 8)`,
		`namespace: found "other", want "store", the one namespace of this component (namespace.yaml) (line 1)`,
		`helmCharts[0].version: missing; want one exact version like 1.2.3 (line 4)`,
		`helmCharts[0].releaseName: found "UPPER", want at most 53 small letters, digits, - and . (line 6)`,
		`two.yaml: document 2 metadata.annotations["argocd.argoproj.io/sync-wave"]: found "soon", want a whole number (line 10)`,
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.Len(t, manifest.AllUnpinned(err), 1, "a problem stays what it is")
}
