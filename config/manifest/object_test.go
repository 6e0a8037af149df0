package manifest_test

import (
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
	assert.Equal(t, []string{"ServiceAccount store/a", "ClusterRole /b", "ConfigMap kube-system/c"}, got)
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

func TestEmptyValuesFile(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "---\n", "{}\n"} {
		assert.Equal(t, map[string]any{}, load(t, store().with("store/values.yaml", text))[0].Charts[0].Values, "%q", text)
	}
}
