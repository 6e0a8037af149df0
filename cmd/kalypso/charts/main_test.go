package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

// workshop is a directory with manifests that pin the demo chart, and its archive.
type workshop struct{ manifests, archives, lock, archive string }

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	dir := t.TempDir()
	w := workshop{filepath.Join(dir, "manifests"), filepath.Join(dir, "archives"), filepath.Join(dir, "charts.lock"), ""}
	component := filepath.Join(w.manifests, "demo")
	require.NoError(t, os.MkdirAll(component, 0o755))
	for file, text := range map[string]string{
		"namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: demo\n  annotations: {argocd.argoproj.io/sync-wave: \"1\"}\n",
		"values.yaml":        "image: {tag: \"2\"}\n",
		"kustomization.yaml": "helmCharts: [{name: demo, repo: https://charts.example.org, version: 1.2.3, releaseName: demo, valuesFile: values.yaml}]\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(component, file), []byte(text), 0o600))
	}
	w.archive = w.pack(t, "9")
	return w
}

// pack writes the archive of the demo chart for a version of its program.
func (w workshop) pack(t *testing.T, appVersion string) string {
	t.Helper()
	demo, err := loader.Load("../../../tests/lab/charts/keys/testdata/demo")
	require.NoError(t, err)
	demo.Metadata.AppVersion = appVersion
	require.NoError(t, os.MkdirAll(w.archives, 0o755))
	path, err := chartutil.Save(demo, w.archives)
	require.NoError(t, err)
	return path
}

func (w workshop) run(t *testing.T, command func([]string, *bytes.Buffer) error, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := command(append([]string{"--manifests", w.manifests, "--lock", w.lock}, args...), &out)
	return out.String(), err
}

func runLock(args []string, out *bytes.Buffer) error  { return lockCommand(args, out) }
func runFetch(args []string, out *bytes.Buffer) error { return pinned.Fetch(args, out) }

func TestLockCommand(t *testing.T) {
	w := newWorkshop(t)
	_, err := w.run(t, runLock, "--probes", "none", w.archives)
	require.NoError(t, err)
	lock, err := charts.ReadLock(w.lock)
	require.NoError(t, err)
	facts := lock["demo@1.2.3"]
	assert.Equal(t, "https://charts.example.org", facts.Repository)
	assert.Equal(t, "9", facts.AppVersion)
	assert.Equal(t, []string{"demo:1", "demo:2"}, facts.Images, "of the defaults, and of our values")
	sum, err := digest(w.archive)
	require.NoError(t, err)
	assert.Equal(t, sum, facts.SHA256)
	assert.True(t, facts.Keys.Knows("resources", "limits"))

	before, err := os.ReadFile(w.lock)
	require.NoError(t, err)
	w.pack(t, "10")
	_, err = w.run(t, runLock, "--probes", "none", w.archives)
	require.ErrorContains(t, err, "the lock has "+sum)
	assert.ErrorContains(t, err, "--accept demo")
	after, err := os.ReadFile(w.lock)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))

	_, err = w.run(t, runLock, "--probes", "none", "--accept", "demo", w.archives)
	require.NoError(t, err)
	lock, err = charts.ReadLock(w.lock)
	require.NoError(t, err)
	assert.Equal(t, "10", lock["demo@1.2.3"].AppVersion)
}

func TestLockCommandNamesWhatIsMissing(t *testing.T) {
	w := newWorkshop(t)
	_, err := w.run(t, runLock)
	require.ErrorContains(t, err, "no directory given")
	_, err = w.run(t, runLock, t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "demo-1.2.3.tgz")
	assert.NoFileExists(t, w.lock)
}

func TestFetchCommand(t *testing.T) {
	w := newWorkshop(t)
	_, err := w.run(t, runLock, "--probes", "none", w.archives)
	require.NoError(t, err)
	target := filepath.Join(t.TempDir(), "charts")
	out, err := w.run(t, runFetch, "--from", w.archives, target)
	require.NoError(t, err)
	assert.Contains(t, out, "demo-1.2.3.tgz")
	assert.FileExists(t, filepath.Join(target, "demo-1.2.3.tgz"))

	w.pack(t, "10")
	_, err = w.run(t, runFetch, "--from", w.archives, t.TempDir())
	assert.ErrorContains(t, err, "is not the locked one")
}

func TestRenderCommand(t *testing.T) {
	w := newWorkshop(t)
	values := filepath.Join(w.manifests, "demo", "values.yaml")
	for name, c := range map[string]struct {
		args     []string
		contains string
		without  string
	}{
		"manifests":  {[]string{"--release", "here"}, "name: here", "uninstalled"},
		"one kind":   {[]string{"--only", "Deployment"}, "kind: Deployment", "kind: ConfigMap"},
		"one object": {[]string{"--only", "ConfigMap/dump"}, "name: dump", "name: config"},
		"footprint":  {[]string{"--footprint"}, "Deployment/demo", "kind:"},
		"images":     {[]string{"--images"}, "demo:2", "demo:1"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, renderCommand(append([]string{"--chart", w.archive, "-f", values}, c.args...), &out))
			assert.Contains(t, out.String(), c.contains)
			assert.NotContains(t, out.String(), c.without)
		})
	}
	var out bytes.Buffer
	assert.ErrorContains(t, renderCommand(nil, &out), "nothing to render")
	assert.ErrorContains(t, run([]string{"rander"}), `unknown command "rander"`)
}
