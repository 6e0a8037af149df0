package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// workshop is a project whose manifests pin the demo chart, and a directory with its archive.
type workshop struct{ project, archives, demo, archive string }

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	demo, err := filepath.Abs("../../../tests/lab/charts/keys/testdata/demo")
	require.NoError(t, err)
	w := workshop{project: t.TempDir(), archives: t.TempDir(), demo: demo}
	for file, text := range map[string]string{
		"Pulumi.yaml":                       "name: kalypso\n",
		"manifests/demo/namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata: {name: demo, annotations: {argocd.argoproj.io/sync-wave: \"1\"}}\n",
		"manifests/demo/values.yaml":        "image: {tag: \"2\"}\nsettings: {level: debug}\n",
		"manifests/demo/kustomization.yaml": "helmCharts: [{name: demo, repo: https://charts.example.org, version: 1.2.3, releaseName: demo, valuesFile: values.yaml}]\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(w.project, file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(w.project, file), []byte(text), 0o600))
	}
	t.Chdir(w.project)
	w.archive = w.pack(t, "9")
	return w
}

// pack writes the archive of the demo chart for a version of its program.
func (w workshop) pack(t *testing.T, appVersion string) string {
	t.Helper()
	demo, err := loader.Load(w.demo)
	require.NoError(t, err)
	demo.Metadata.AppVersion = appVersion
	path, err := chartutil.Save(demo, w.archives)
	require.NoError(t, err)
	return path
}

func (w workshop) lock(t *testing.T) charts.Lock {
	t.Helper()
	lock, err := charts.ReadLock(filepath.Join(w.project, "charts.lock"))
	require.NoError(t, err)
	return lock
}

func TestLock(t *testing.T) {
	w := newWorkshop(t)
	_, err := commandtest.Run(newRoot(), "lock", w.archives)
	require.NoError(t, err)
	facts := w.lock(t)["demo@1.2.3"]
	assert.Equal(t, "https://charts.example.org", facts.Repository)
	assert.Equal(t, "9", facts.AppVersion)
	assert.Equal(t, []string{"demo:1", "demo:2"}, facts.Images, "of the defaults, and of our values")
	sum, err := digest(w.archive)
	require.NoError(t, err)
	assert.Equal(t, sum, facts.SHA256)
	assert.True(t, facts.Keys.Knows("resources", "limits"))
	assert.Equal(t, images.Value{Repository: "demo", Tag: "2"}, facts.ImageValues["image"])
	digests, err := images.Read(filepath.Join(w.project, images.File))
	require.NoError(t, err)
	assert.Equal(t, images.Unknown, digests["docker.io/library/demo:2"])
	assert.NotContains(t, digests, "docker.io/library/demo:1", "what our values replace")

	w.pack(t, "10")
	_, err = commandtest.Run(newRoot(), "lock", w.archives)
	require.ErrorContains(t, err, "the lock has "+sum)
	assert.ErrorContains(t, err, "--accept demo")
	assert.Equal(t, "9", w.lock(t)["demo@1.2.3"].AppVersion, "the lock file is as before")

	_, err = commandtest.Run(newRoot(), "lock", "--accept", "demo", w.archives)
	require.NoError(t, err)
	assert.Equal(t, "10", w.lock(t)["demo@1.2.3"].AppVersion)
}

func TestLockNamesWhatIsMissing(t *testing.T) {
	w := newWorkshop(t)
	_, err := commandtest.Run(newRoot(), "lock")
	require.ErrorContains(t, err, "takes one argument")
	_, err = commandtest.Run(newRoot(), "lock", t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "demo-1.2.3.tgz")
	assert.NoFileExists(t, filepath.Join(w.project, "charts.lock"))
}

func TestRender(t *testing.T) {
	w := newWorkshop(t)
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
			out, err := commandtest.Run(newRoot(), append([]string{"render", "--chart", w.archive, "-f", "manifests/demo/values.yaml"}, c.args...)...)
			require.NoError(t, err)
			assert.Contains(t, out, c.contains)
			assert.NotContains(t, out, c.without)
		})
	}
	_, err := commandtest.Run(newRoot(), "render")
	assert.ErrorContains(t, err, "nothing to render")
	_, err = commandtest.Run(newRoot(), "render", "dmeo")
	assert.ErrorContains(t, err, "did you mean demo")
}

// What a stack says of values is rendered as its update would, without its secrets; what the chart refuses fails here.
func TestRenderOfAStack(t *testing.T) {
	w := newWorkshop(t)
	_, err := commandtest.Run(newRoot(), "lock", w.archives)
	require.NoError(t, err)
	stack := func(values string) {
		require.NoError(t, os.WriteFile(filepath.Join(w.project, "Pulumi.prod.yaml"), []byte("config:\n  kalypso:rootSecret: {secure: v1:abc}\n"+
			"  kalypso:contactSecrets: {secure: v1:abc}\n  kalypso:ebpf: \"off\"\n  kalypso:components:\n    demo:\n      values: "+values+"\n"), 0o600))
	}
	stack("{image: {tag: \"7\"}}")
	out, err := commandtest.Run(newRoot(), "render", "demo", "--stack", "prod", "--archives", w.archives, "--images")
	require.NoError(t, err)
	assert.Contains(t, out, "demo:7")
	stack("{imgae: {tag: \"7\"}}")
	_, err = commandtest.Run(newRoot(), "render", "demo", "--stack", "prod", "--archives", w.archives)
	assert.ErrorContains(t, err, "kalypso:components.demo.values.imgae: the chart does not know this key")
	_, err = commandtest.Run(newRoot(), "render", "demo", "--stack", "none", "--archives", w.archives)
	assert.ErrorContains(t, err, "reading the configuration of stack none")
}

// What a chart gets is printed with the layer that says it.
func TestValuesNameTheirLayers(t *testing.T) {
	w := newWorkshop(t)
	_, err := commandtest.Run(newRoot(), "lock", w.archives)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(w.project, "more.yaml"), []byte("image: {tag: \"7\"}\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(w.project, "Pulumi.prod.yaml"), []byte("config:\n  kalypso:rootSecret: {secure: v1:abc}\n"+
		"  kalypso:ebpf: \"off\"\n  kalypso:components:\n    demo: {valuesFile: more.yaml, values: {replicas: 4}}\n"), 0o600))
	out, err := commandtest.Run(newRoot(), "values", "demo", "--stack", "prod", "--archives", w.archives)
	require.NoError(t, err)
	assert.Contains(t, out, "# release demo\n")
	assert.Contains(t, out, "tag: \"7\" # more.yaml\n")
	assert.Contains(t, out, "replicas: 4 # kalypso:components.demo.values\n")
	assert.Contains(t, out, "level: debug # manifests/demo/kustomization.yaml\n")
}

func TestTheLockTellsTheObjectsWithoutANamespace(t *testing.T) {
	object := func(kind, name, hook string) render.Object {
		return render.Object{"kind": kind, "metadata": map[string]any{"name": name, "annotations": map[string]any{"helm.sh/hook": hook}}}
	}
	assert.Equal(t, []string{"ClusterRole/reader", "CustomResourceDefinition/things.example.org"}, clusterScoped([]render.Object{
		object("CustomResourceDefinition", "things.example.org", ""), object("ClusterRole", "reader", ""), object("ClusterRole", "reader", ""),
		object("Deployment", "reader", ""), object("ClusterRole", "tester", "test"),
	}))
}
