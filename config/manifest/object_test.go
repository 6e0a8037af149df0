package manifest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

func objectsOf(t *testing.T, text string) []manifest.Object {
	t.Helper()
	return load(t, store().with("store/extra.yaml", text))[0].Objects
}

func TestObjectsOfSeveralDocumentsAndLists(t *testing.T) {
	objects := objectsOf(t, `---
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: a}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: b}}
  - apiVersion: v1
    kind: ConfigMapList
    items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: kube-system}}]
--- # the end
`)
	got := []string{}
	for _, object := range objects {
		metadata := object["metadata"].(map[string]any)
		namespace, _ := metadata["namespace"].(string)
		got = append(got, object["kind"].(string)+" "+namespace+"/"+metadata["name"].(string))
	}
	assert.Equal(t, []string{"ServiceAccount store/a", "ClusterRole /b", "ConfigMap store/c"}, got)
}

// Nulls of built-in kinds and of metadata mean "absent"; they are gone rather than handed on.
func TestObjectsWithoutMeaninglessNulls(t *testing.T) {
	objects := objectsOf(t, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, creationTimestamp: null, namespace: null}
spec: {template: {spec: {containers: [{name: x, resources: null}]}}}
---
apiVersion: example.org/v1
kind: Thing
metadata: {name: b, annotations: null}
status: {phase: null}
`)
	require.Len(t, objects, 2)
	assert.Equal(t, map[string]any{"name": "a", "namespace": "store"}, objects[0]["metadata"])
	assert.Equal(t, map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "x"}}}}},
		objects[0]["spec"])
	assert.Equal(t, manifest.Object{
		"apiVersion": "example.org/v1", "kind": "Thing", "metadata": map[string]any{"name": "b", "namespace": "store"},
	}, objects[1])
}

// What Helm and kubectl make of scalars, which read YAML 1.1.
func TestScalarsAsHelmReadsThem(t *testing.T) {
	components := load(t, store().with("store/values.yaml", `
int: 5
octal: 0644
float: 1.5
big: 9007199254740993
day: 2024-04-01
yes: yes
offPlain: off
offQuoted: "off"
block: |
  on
8080: port
true: key
size: 10Gi
base: &base {a: 1, b: 2}
merged: {<<: *base, b: 3}
`))
	assert.Equal(t, map[string]any{
		"int": 5, "octal": 420, "float": 1.5, "big": 9007199254740993, "day": "2024-04-01", "yes": true, "offPlain": false,
		"offQuoted": "off", "block": "on\n", "8080": "port", "true": "key", "size": "10Gi",
		"base": map[string]any{"a": 1, "b": 2}, "merged": map[string]any{"a": 1, "b": 3},
	}, components[0].Charts[0].Values)
}

// What Kustomize makes of them: the words of YAML 1.1 are text, for that is what a ConfigMap takes.
func TestScalarsOfObjects(t *testing.T) {
	objects := objectsOf(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {on: yes}}\n"+
		"data: {FEATURE: on, MODE: Off, ANSWER: yes, LETTER: y, QUOTED: \"on\"}\nimmutable: true\n")
	assert.Equal(t, map[string]any{"FEATURE": "on", "MODE": "Off", "ANSWER": "yes", "LETTER": "y", "QUOTED": "on"}, objects[0]["data"])
	assert.Equal(t, map[string]any{"on": "yes"}, objects[0]["metadata"].(map[string]any)["labels"])
	assert.Equal(t, true, objects[0]["immutable"])
}

func TestNamespacesAsKustomizeFillsThem(t *testing.T) {
	const objects = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader, namespace: other}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: reader, namespace: other}
  - {kind: ServiceAccount, name: default}
  - {kind: ServiceAccount, name: foreign, namespace: elsewhere}
  - {kind: User, name: me, apiGroup: rbac.authorization.k8s.io}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec: {group: example.org, scope: Cluster, names: {kind: Thing, plural: things}}
---
apiVersion: example.org/v1
kind: Thing
metadata: {name: wide}
`
	for name, c := range map[string]struct {
		key      string
		account  string
		subjects []string
	}{
		"without the key": {"", "other", []string{"other", "store", "elsewhere", ""}},
		"with the key":    {"namespace: store\n", "store", []string{"store", "store", "elsewhere", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			all := load(t, store().with("store/extra.yaml", objects).with("store/kustomization.yaml",
				c.key+"resources: [namespace.yaml, extra.yaml]\n"))[0].Objects
			require.Len(t, all, 4)
			assert.Equal(t, c.account, all[0]["metadata"].(map[string]any)["namespace"])
			for i, want := range c.subjects {
				got, _ := all[1]["subjects"].([]any)[i].(map[string]any)["namespace"].(string)
				assert.Equal(t, want, got, "subject %d", i)
			}
			for _, wide := range []int{1, 2, 3} {
				assert.NotContains(t, all[wide]["metadata"], "namespace")
			}
		})
	}
}

func TestValuesInlineMergesAsItSays(t *testing.T) {
	for merge, want := range map[string]map[string]any{
		"":         {"a": "inline", "b": "file", "c": "inline"},
		"override": {"a": "inline", "b": "file", "c": "inline"},
		"merge":    {"a": "file", "b": "file", "c": "inline"},
		"replace":  {"a": "inline", "c": "inline"},
	} {
		f := store().with("store/values.yaml", "{a: file, b: file}").with("store/kustomization.yaml", strings.Replace(storeKustomization,
			"    valuesFile: values.yaml\n", "    valuesFile: values.yaml\n    valuesInline: {a: inline, c: inline}\n    valuesMerge: \""+merge+"\"\n", 1))
		assert.Equal(t, want, load(t, f)[0].Charts[0].Values, merge)
	}
}

func TestEmptyValuesFile(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "---\n", "{}\n"} {
		assert.Equal(t, map[string]any{}, load(t, store().with("store/values.yaml", text))[0].Charts[0].Values, "%q", text)
	}
}
