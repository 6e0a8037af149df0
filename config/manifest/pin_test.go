package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

func TestPinWritesTheVersionAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"a block": {
			"# mine\nhelmCharts:\n  - name: web   # the shop\n    repo: https://x\n\nresources: []\n",
			"# mine\nhelmCharts:\n  - name: web   # the shop\n    version: 1.2.3\n    repo: https://x\n\nresources: []\n"},
		"another key first": {"helmCharts:\n- repo: https://x\n  name: 'web'\n", "helmCharts:\n- repo: https://x\n  name: 'web'\n  version: 1.2.3\n"},
		"in one line":       {"helmCharts: [{name: web, repo: x}]\n", "helmCharts: [{name: web, version: 1.2.3, repo: x}]\n"},
		"a range":           {"helmCharts:\n  - name: web\n    version: \"^1\" # any\n", "helmCharts:\n  - name: web\n    version: 1.2.3 # any\n"},
		"no line's end":     {"helmCharts:\n  - name: web", "helmCharts:\n  - name: web\n    version: 1.2.3\n"},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := manifest.Pin([]byte(c.before), 0, "1.2.3")
			require.NoError(t, err)
			assert.Equal(t, c.after, string(after))
		})
	}
}

func TestUnpinnedChartsAreFoundAmongOtherProblems(t *testing.T) {
	f := store().with("store/kustomization.yaml", "resources: [no.yaml]\nhelmCharts:\n  - {name: a, repo: https://x, releaseName: a}\n"+
		"  - {name: b, repo: https://y, version: ^1.0.0, releaseName: b}\n  - {name: c, repo: https://y, version: 1.0.0, releaseName: c}\n")
	_, err := manifest.Load(f.fs(), nil)
	require.Error(t, err)
	assert.Equal(t, []*manifest.Unpinned{
		{File: "manifests/store/kustomization.yaml", Entry: 0, Name: "a", Repo: "https://x"},
		{File: "manifests/store/kustomization.yaml", Entry: 1, Name: "b", Repo: "https://y", Found: "^1.0.0"},
	}, manifest.AllUnpinned(err))
}
