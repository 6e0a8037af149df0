package manifest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// replaced returns the sound directory with one text in one of its files replaced.
func replaced(t *testing.T, file, before, after string) files {
	t.Helper()
	text := store()["store/"+file]
	require.Contains(t, text, before)
	return store().with("store/"+file, strings.Replace(text, before, after, 1))
}

func TestErrorsNameFileAndKey(t *testing.T) {
	const ns, ks = "namespace.yaml", "kustomization.yaml"
	second := func(file, text string) files {
		f := store()
		f["other/namespace.yaml"], f["other/kustomization.yaml"] = namespaceYAML("other", "4"), "kind: Kustomization\n"
		f["other/"+file] = text
		return f
	}
	for name, c := range map[string]struct {
		files files
		want  string
	}{
		"directory name": {files{"My_Dir/" + ns: namespaceYAML("x", "1"), "My_Dir/" + ks: "kind: Kustomization"},
			`manifests/My_Dir: the directory's name`},
		"no namespace.yaml":     {store().without("store/" + ns), `manifests/store/namespace.yaml: missing`},
		"no kustomization.yaml": {store().without("store/" + ks), `manifests/store/kustomization.yaml: missing`},
		"empty namespace.yaml":  {store().with("store/"+ns, "# later\n"), `namespace.yaml: empty`},
		"empty kustomization":   {store().with("store/"+ks, ""), `kustomization.yaml: empty`},
		"no YAML":               {store().with("store/"+ks, "a: b: c\n"), `manifests/store/kustomization.yaml: mapping values`},
		"key twice": {replaced(t, ks, "    version:", "    name: x\n    version:"),
			`manifests/store/kustomization.yaml: line 7: helmCharts[0].name: key written twice, first on line 5`},
		"not a map": {store().with("store/"+ks, "- a\n"), `kustomization.yaml: found a list, want a map`},

		"two documents": {store().with("store/"+ns, namespaceYAML("a", "1")+"---\n"+namespaceYAML("b", "1")),
			`namespace.yaml: found 2 documents, want one`},
		"not a Namespace":     {replaced(t, ns, "kind: Namespace", "kind: Pod"), `namespace.yaml: kind: found v1 Pod, want v1 Namespace`},
		"namespace's name":    {replaced(t, ns, "name: store", "name: Store"), `namespace.yaml: metadata.name: found "Store"`},
		"no number as a name": {replaced(t, ns, "name: store", "name: 5"), `namespace.yaml: metadata.name: found number 5, want text`},
		"no number as a kind": {replaced(t, ns, "kind: Namespace", "kind: 5"), `namespace.yaml: kind: found number 5, want text`},
		"namespace without":   {replaced(t, ns, "  name: store\n", ""), `namespace.yaml: metadata.name: found ""`},
		"spec in a namespace": {store().with("store/"+ns, namespaceYAML("store", "1")+"spec: {}\n"), `namespace.yaml: spec: not supported`},
		"no wave":             {replaced(t, ns, "sync-wave", "sync-wake"), `metadata.annotations["argocd.argoproj.io/sync-wave"]: missing`},
		"wave is a word":      {replaced(t, ns, `"3"`, "four"), `sync-wave"]: found text "four", want a whole number`},
		"wave is a fraction":  {replaced(t, ns, `"3"`, `1.5`), `found text "1.5", want a whole number`},

		"unsupported key": {store().with("store/"+ks, "validators: [a.yaml]\n"),
			`manifests/store/kustomization.yaml: validators: is a plugin, which runs a program: write what it does as a key of the kustomization`},
		"misspelt key": {replaced(t, ks, "resources:", "resource:"),
			`kustomization.yaml: resource: not supported, did you mean resources`},
		"misspelt chart key": {replaced(t, ks, "valuesFile", "valueFile"), `helmCharts[0].valueFile: not supported, did you mean valuesFile`},
		"unsupported global": {replaced(t, ks, "namespace: store", "helmGlobals: {configHome: x}"), `helmGlobals.configHome: not supported`},
		"wrong type":         {replaced(t, ks, "1.2.3", "1.2"), `helmCharts[0].version: found number 1.2, want text`},
		"wrong apiVersion":   {replaced(t, ks, "kustomize.config.k8s.io/v1beta1", "v1"), `apiVersion: found "v1", want kustomize`},
		"wrong kind":         {replaced(t, ks, "kind: Kustomization", "kind: Component"), `kind: found "Component", want Kustomization`},
		"another namespace": {replaced(t, ks, "namespace: store", "namespace: stage"),
			`kustomization.yaml: namespace: found "stage", want "store"`},
		"chart's namespace": {replaced(t, ks, "    namespace: store", "    namespace: stage"),
			`helmCharts[0].namespace: found "stage", want "store"`},
		"chart without name":  {replaced(t, ks, "name: bucketd\n    repo", "repo"), `helmCharts[0].name: missing`},
		"no version":          {replaced(t, ks, "    version: 1.2.3\n", ""), `helmCharts[0].version: missing`},
		"a range of versions": {replaced(t, ks, "1.2.3", "^1.2.3"), `helmCharts[0].version: found "^1.2.3", want one exact version`},
		"bad release name":    {replaced(t, ks, "my-store", "My_Store"), `helmCharts[0].releaseName: found "My_Store"`},
		"long release name":   {replaced(t, ks, "my-store", strings.Repeat("s", 54)), `want at most 53`},
		"no repository": {replaced(t, ks, "    repo: https://charts.example.org/\n", ""),
			`helmCharts[0].repo: missing, and no copy of the chart is in the directory charts`},
		"no address": {replaced(t, ks, "https://charts", "charts"), `helmCharts[0].repo: found "charts.example.org/", want an address`},
		"chartHome elsewhere": {store().with("store/"+ks, "helmGlobals: {chartHome: ../../../charts}\n"),
			`helmGlobals.chartHome: "../../../charts" is outside`},
		"no values file": {store().without("store/values.yaml"),
			`kustomization.yaml: helmCharts[0].valuesFile: no file manifests/store/values.yaml`},
		"values file outside": {replaced(t, ks, "valuesFile: values", "valuesFile: ../../../values"),
			`helmCharts[0].valuesFile: "../../../values.yaml" is outside`},
		"absolute values file": {replaced(t, ks, "valuesFile: values", "valuesFile: /values"), `"/values.yaml" is outside`},
		"remote values file": {replaced(t, ks, "valuesFile: values", "valuesFile: https://x/values"),
			`helmCharts[0].valuesFile: remote "https://x/values.yaml"`},
		"no more values file": {replaced(t, ks, "    valuesFile", "    additionalValuesFiles: [a.yaml]\n    valuesFile"),
			`helmCharts[0].additionalValuesFiles[0]: no file manifests/store/a.yaml`},

		"values are a list":        {store().with("store/values.yaml", "- 1\n"), `manifests/store/values.yaml: found a list, want a map`},
		"null in a list of values": {store().with("store/values.yaml", "a:\n  - b: ~\n"), `values.yaml: a[0].b: found null in a list`},
		"key twice in values": {store().with("store/values.yaml", "a:\n  b: 1\n  b: 2\n"),
			`manifests/store/values.yaml: line 3: a.b: key written twice`},
		"no number in JSON":   {store().with("store/values.yaml", "a: .inf\n"), `values.yaml: line 1: a: .inf is no number`},
		"binary":              {store().with("store/values.yaml", "a: !!binary aGk=\n"), `a: binary data is not supported`},
		"a key that is a map": {store().with("store/values.yaml", "{a: 1}: b\n"), `a key that is no text`},
		"unknown anchor":      {store().with("store/values.yaml", "a: *b\n"), `values.yaml: unknown anchor 'b'`},
		"several values":      {store().with("store/values.yaml", "a: 1\n---\nb: 1\n"), `values.yaml: found 2 documents, want one`},
		"no resource":         {store().without("store/extra.yaml"), `kustomization.yaml: resources[1]: no file manifests/store/extra.yaml`},
		"remote resource": {replaced(t, ks, "extra.yaml", "https://x.org/a.yaml"),
			`resources[1]: remote "https://x.org/a.yaml" is not supported`},
		"remote base":        {replaced(t, ks, "extra.yaml", "github.com/o/r?ref=v1"), `resources[1]: remote "github.com/o/r?ref=v1"`},
		"remote without ref": {replaced(t, ks, "extra.yaml", "github.com/o/r"), `resources[1]: remote "github.com/o/r"`},
		"a directory of values": {replaced(t, ks, "valuesFile: values.yaml", "valuesFile: sub").with("store/sub/a.yaml", ""),
			`helmCharts[0].valuesFile: sub is a directory`},
		"resource outside":      {replaced(t, ks, "extra.yaml", "../../../x.yaml"), `resources[1]: "../../../x.yaml" is outside`},
		"resource without name": {replaced(t, ks, "extra.yaml", `""`), `resources[1]: empty`},
		"a name by a template": {replaced(t, ks, "releaseName: my-store", `nameTemplate: "{{ .Chart.Name }}"`),
			`helmCharts[0].nameTemplate: found "{{ .Chart.Name }}": a release keeps its name`},
		"two kustomizations": {store().with("store/kustomization.yml", storeKustomization),
			`manifests/store: has kustomization.yaml and kustomization.yml, and one of them is not meant`},
		"a problem in a file of another name": {store().without("store/kustomization.yaml").with("store/kustomization.yml", "patchse: []\n"),
			`manifests/store/kustomization.yml: patchse: not supported`},
		"values merged otherwise": {replaced(t, ks, "    valuesFile: values.yaml", "    valuesFile: values.yaml\n    valuesMerge: over"),
			`helmCharts[0].valuesMerge: found "over", want override, merge or replace`},
		"resource twice": {replaced(t, ks, "- extra.yaml", "- extra.yaml\n  - ./extra.yaml"),
			`resources[2]: extra.yaml is listed twice`},
		"resource is text": {store().with("store/extra.yaml", "hello\n"),
			`manifests/store/extra.yaml: found text "hello", want a Kubernetes object`},
		"object without kind":     {replaced(t, "extra.yaml", "kind: ConfigMap\n", ""), `manifests/store/extra.yaml: kind: missing`},
		"object without version":  {replaced(t, "extra.yaml", "apiVersion: v1\n", ""), `extra.yaml: apiVersion: missing`},
		"object without name":     {replaced(t, "extra.yaml", "name: extra", "generateName: x-"), `extra.yaml: metadata.name: missing`},
		"object without metadata": {replaced(t, "extra.yaml", "metadata: {name: extra}\n", ""), `extra.yaml: metadata.name: missing`},
		"object's name is 5":      {replaced(t, "extra.yaml", "name: extra", "name: 5"), `metadata.name: found number 5, want text`},
		"object's namespace is 5": {replaced(t, "extra.yaml", "name: extra", "name: a, namespace: 5"),
			`metadata.namespace: found number 5, want text`},
		"in the second document": {store().with("store/extra.yaml", extraYAML+"---\nkind: A\nmetadata: {name: a}\n"),
			`extra.yaml: document 2 apiVersion: missing`},
		"in a list": {store().with("store/extra.yaml", "kind: List\nitems: [5]\n"), `extra.yaml: items[0]: found number 5`},
		"null in a custom object": {store().with("store/extra.yaml", "{apiVersion: a.org/v1, kind: A, metadata: {name: a}, spec: {x: }}\n"),
			`extra.yaml: spec.x: found null, which would be lost`},

		"two owners of a namespace": {second(ns, namespaceYAML("store", "4")),
			`manifests/store/namespace.yaml: metadata.name: namespace store is claimed already by manifests/other/namespace.yaml: metadata.name`},
		"a namespace as object": {second(ks, "resources: [a.yaml]").with("other/a.yaml", namespaceYAML("store", "1")),
			`manifests/other/kustomization.yaml: resources: namespace store is claimed already by manifests/store/namespace.yaml`},
		"two owners of a release": {second(ks, "helmCharts: [{name: a, repo: 'https://x', version: 1.0.0, releaseName: my-store}]"),
			`manifests/store/kustomization.yaml: helmCharts[0].releaseName: release my-store is claimed already by manifests/other/kustomization.yaml: helmCharts[0].releaseName`},
		"two owners of an object": {store().with("store/extra.yaml", extraYAML+"---\n"+extraYAML),
			`ConfigMap extra in namespace store is claimed already by manifests/store/kustomization.yaml`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.Load(c.files.fs(), nil)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n", "one mistake, one line")
		})
	}
}

func TestAllProblemsOfAllDirectoriesAtOnce(t *testing.T) {
	f := files{
		"a/namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\nextra: 1\n",
		"a/kustomization.yaml": "patches: []\nhelmCharts: [{name: x, valuesFile: no.yaml}]\nresources: [no.yaml, https://x/y]\n",
		"b/kustomization.yaml": "kind: 5\n",
		"c/namespace.yaml":     namespaceYAML("a", `"1"`),
		"c/kustomization.yaml": "namespace: other\n",
	}
	want := []string{
		`manifests/a/kustomization.yaml: resources[0]: no file manifests/a/no.yaml`,
		`manifests/a/kustomization.yaml: resources[1]: remote "https://x/y" is not supported`,
		`manifests/a/namespace.yaml: extra: not supported`,
		`manifests/a/namespace.yaml: metadata.annotations["argocd.argoproj.io/sync-wave"]: missing`,
		`manifests/a/kustomization.yaml: helmCharts[0].version: missing`,
		`manifests/a/kustomization.yaml: helmCharts[0].repo: missing`,
		`manifests/a/kustomization.yaml: helmCharts[0].valuesFile: no file manifests/a/no.yaml`,
		`manifests/b/kustomization.yaml: kind: found number 5, want text`,
		`manifests/b/namespace.yaml: missing`,
		`manifests/c/kustomization.yaml: namespace: found "other", want "a"`,
		`manifests/c/namespace.yaml: metadata.name: namespace a is claimed already by manifests/a/namespace.yaml`,
	}
	for range 5 {
		_, err := manifest.Load(f.fs(), nil)
		require.Error(t, err)
		lines := strings.Split(err.Error(), "\n")
		require.Len(t, lines, len(want), err.Error())
		for i, line := range lines {
			assert.True(t, strings.HasPrefix(line, want[i]), "line %d: %s\nwant %s", i, line, want[i])
		}
	}
}
