package manifest_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

func load(t *testing.T, f files) []manifest.Component {
	t.Helper()
	components, err := manifest.Load(f.fs(), nil)
	require.NoError(t, err)
	return components
}

func TestLoadOneDirectory(t *testing.T) {
	assert.Equal(t, []manifest.Component{{
		Name: "store", File: "manifests/store/kustomization.yaml",
		Wave: 3,
		Namespace: manifest.Namespace{
			Name: "store", Labels: map[string]string{"name": "store"}, Annotations: map[string]string{manifest.WaveAnnotation: "3"},
		},
		Charts: []manifest.Chart{{
			Name: "bucketd", Repo: "https://charts.example.org/", Version: "1.2.3", Release: "my-store", Namespace: "store",
			Values: map[string]any{"replicas": 1},
		}},
		Objects: []manifest.Object{{
			"apiVersion": "v1", "kind": "ConfigMap",
			"metadata": map[string]any{"name": "extra", "namespace": "store"}, "data": map[string]any{"day": "2024-04-01T00:00:00Z"},
		}},
	}}, load(t, store()))
}

func TestLoadSortsByWaveThenName(t *testing.T) {
	f := files{"README.md": "not a directory", ".hidden/x": "skipped"}
	for name, wave := range map[string]string{"b": `"4"`, "a": "4", "z": `"0"`, "m": "12"} {
		f[name+"/namespace.yaml"] = namespaceYAML(name, wave)
		f[name+"/kustomization.yaml"] = "kind: Kustomization\n"
	}
	names, waves := []string{}, []int{}
	for _, c := range load(t, f) {
		names, waves = append(names, c.Name), append(waves, c.Wave)
	}
	assert.Equal(t, []string{"z", "a", "b", "m"}, names)
	assert.Equal(t, []int{0, 4, 4, 12}, waves)
}

func TestLoadNothing(t *testing.T) {
	assert.Empty(t, load(t, files{}))

	_, err := manifest.Load(os.DirFS("testdata/no such directory"), nil)
	assert.ErrorContains(t, err, "reading manifests")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestSeveralChartsKeepTheirOrderAndMergeValues(t *testing.T) {
	f := store().with("store/kustomization.yaml", `
helmCharts:
  - {name: second, repo: "oci://example.org/charts", version: v2.0.0-rc.1, releaseName: a, includeCRDs: false}
  - name: first
    repo: https://example.org
    version: 1.0.0-weekly.373
    releaseName: b
    includeCRDs: true
    valuesFile: base.yaml
    valuesInline: {map: {inline: 1, shared: inline}, list: [inline]}
    additionalValuesFiles: [more.yaml, ./sub/most.yaml]
`)
	f["store/base.yaml"] = "map: {base: 1, shared: base}\nlist: [1, 2]\nkept: {deep: {er: true}}\n"
	f["store/more.yaml"] = "map: {more: 1, shared: more}\n"
	f["store/sub/most.yaml"] = "map: {shared: most}\nlist: []\nkept: {deep: {also: 1.5}}\n"
	charts := load(t, f)[0].Charts
	require.Len(t, charts, 2)
	assert.Equal(t, manifest.Chart{
		Name: "second", Repo: "oci://example.org/charts", Version: "v2.0.0-rc.1", Release: "a", Namespace: "store",
		Values: map[string]any{}, IncludeCRDs: new(bool),
	}, charts[0])
	assert.Equal(t, map[string]any{
		"map": map[string]any{"base": 1, "inline": 1, "more": 1, "shared": "most"}, "list": []any{},
		"kept": map[string]any{"deep": map[string]any{"er": true, "also": 1.5}},
	}, charts[1].Values)
	assert.True(t, *charts[1].IncludeCRDs)
}

func TestVendoredCharts(t *testing.T) {
	const entry = "helmCharts: [{name: bucketd, version: 1.2.3, releaseName: r}]\n"
	for _, c := range []struct{ name, chartHome, chart, want string }{
		{"Kustomize's default place", "", "charts/bucketd-1.2.3/bucketd", "manifests/store/charts"},
		{"without version", "", "charts/bucketd", "manifests/store/charts"},
		{"a place of its own", "helmGlobals: {chartHome: ./vendor}\n", "vendor/bucketd", "manifests/store/vendor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := store().with("store/kustomization.yaml", entry+c.chartHome)
			f["store/"+c.chart+"/Chart.yaml"] = "name: bucketd\n"
			assert.Equal(t, c.want, load(t, f)[0].Charts[0].Home)
		})
	}
}

// One shared node of YAML must not make two objects share one map.
func TestLoadKeepsAnchorsApart(t *testing.T) {
	f := store().with("store/extra.yaml", `
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: &m {name: one}}
  - {apiVersion: v1, kind: Secret, metadata: {<<: *m, labels: {a: b}}}
`)
	objects := load(t, f)[0].Objects
	require.Len(t, objects, 2)
	assert.Equal(t, map[string]any{"name": "one", "namespace": "store"}, objects[0]["metadata"])
	assert.Equal(t, map[string]any{"name": "one", "namespace": "store", "labels": map[string]any{"a": "b"}}, objects[1]["metadata"])
}

func TestHowHelmIsCalled(t *testing.T) {
	f := store().with("store/kustomization.yaml", strings.Replace(storeKustomization, "    releaseName: my-store\n",
		"    nameTemplate: by-template\n    skipHooks: true\n    skipTests: true\n    debug: true\n    devel: true\n    apiVersions: []\n    additionalValuesFiles: []\n", 1))
	chart := load(t, f)[0].Charts[0]
	assert.Equal(t, "by-template", chart.Release)
	assert.True(t, chart.SkipHooks)
}

func TestTheKustomizationHasAnyOfItsNames(t *testing.T) {
	for _, name := range []string{"kustomization.yml", "Kustomization"} {
		f := store().without("store/kustomization.yaml").with("store/"+name, storeKustomization)
		assert.Equal(t, "manifests/store/"+name, load(t, f)[0].File)
	}
}

// ArgoCD's waves may be negative.
func TestNegativeWavesComeFirst(t *testing.T) {
	f := store().with("early/namespace.yaml", namespaceYAML("early", `"-5"`)).with("early/kustomization.yaml", "resources: [namespace.yaml]\n")
	all := load(t, f)
	require.Len(t, all, 2)
	assert.Equal(t, "early", all[0].Name)
	assert.Equal(t, -5, all[0].Wave)
}

func TestLoadFollowsLinks(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root+"/far", fstest.MapFS(store().fs())))
	require.NoError(t, os.MkdirAll(root+"/manifests", 0o755))
	require.NoError(t, os.Symlink(root+"/far/manifests/store", root+"/manifests/store"))
	components, err := manifest.Load(os.DirFS(root), nil)
	require.NoError(t, err)
	assert.Len(t, components, 1)
}

func TestAfterNamesComponents(t *testing.T) {
	for text, want := range map[string][]string{`"minio, loki"`: {"minio", "loki"}, `minio`: {"minio"}, `""`: {}, `" , "`: {}} {
		f := store()
		f["store/namespace.yaml"] += "    kalypso.io/after: " + text + "\n"
		assert.Equal(t, want, load(t, f)[0].After)
	}
}

func TestWhatIsReadOutsideOfManifestsIsNamed(t *testing.T) {
	fsys := store().with("store/kustomization.yaml", "namespace: store\nhelmGlobals: {chartHome: ../../charts-of-ours}\nhelmCharts:\n"+
		"  - {name: web, releaseName: web, valuesFile: ../../shared/values.yaml}\nresources: [../beside.yaml]\n").with("beside.yaml", extraYAML).fs()
	fsys["shared/values.yaml"] = &fstest.MapFile{Data: []byte("a: 1\n")}
	fsys["charts-of-ours/web/Chart.yaml"] = &fstest.MapFile{Data: []byte("name: web\nversion: 1.0.0\n")}
	all, err := manifest.Load(fsys, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"charts-of-ours", "shared/values.yaml"}, all[0].Outside)
}
