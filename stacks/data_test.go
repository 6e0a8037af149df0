package stacks_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// retained are what a destroy leaves, beside definitions, which it always does.
func (r *recording) retained() []string {
	var ids []string
	for _, one := range r.resources {
		if one.GetRetainOnDelete() && one.kind() != "CustomResourceDefinition" {
			ids = append(ids, one.id())
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// marks are what namespaces say of their data, by name.
func (r *recording) marks() map[string]string {
	marks := map[string]string{}
	for _, one := range r.kind("Namespace") {
		annotations, _ := one.Plain()["metadata"].(map[string]any)["annotations"].(map[string]any)
		if data, marked := annotations["kalypso.io/data"].(string); marked {
			marks[one.GetName()] = annotations["kalypso.io/stack"].(string) + " " + data
		}
	}
	return marks
}

// What is retained is what stores something, and nothing else; every such namespace says what becomes of it.
func TestDataIsKeptOrGoes(t *testing.T) {
	stored := []string{"grafana", "loki", "mimir", "minio", "pyroscope", "telemetry", "tempo"}
	all := func(policy string) map[string]string {
		marks := map[string]string{}
		for _, name := range stored {
			marks[name] = "test " + policy
		}
		return marks
	}
	for name, c := range map[string]struct {
		keys     stackstest.Config
		marks    map[string]string
		retained []string
	}{
		"dev": {nil, all("delete"), nil},
		"kept": {stackstest.Config{"data": "keep"}, all("keep"), []string{"Namespace grafana", "Namespace loki", "Namespace mimir",
			"Namespace minio", "Namespace pyroscope", "Namespace telemetry", "Namespace tempo"}},
		"kept of one": {stackstest.Config{"components": map[string]any{"loki": map[string]any{"data": "keep"}}},
			with(all("delete"), "loki", "test keep"), []string{"Namespace loki"}},
		"not of one": {stackstest.Config{"data": "keep", "components": map[string]any{"loki": map[string]any{"data": "delete"}}},
			with(all("keep"), "loki", "test delete"), []string{"Namespace grafana", "Namespace mimir", "Namespace minio",
				"Namespace pyroscope", "Namespace telemetry", "Namespace tempo"}},
		"of a cluster of ours": {stackstest.Config{"data": "keep", "cluster": onColima}, all("keep"), []string{"Command colima-kalypso",
			"Namespace grafana", "Namespace loki", "Namespace mimir", "Namespace minio", "Namespace pyroscope", "Namespace telemetry",
			"Namespace tempo"}},
	} {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, c.keys)
			assert.Equal(t, c.retained, recorded.retained())
			assert.Equal(t, c.marks, recorded.marks())
		})
	}
}

func with(marks map[string]string, name, mark string) map[string]string {
	marks[name] = mark
	return marks
}

// What was left was written under a name of the provider's that is gone with the state: an update may change it nevertheless.
func TestWhatMayBeTakenOverMayBeChanged(t *testing.T) {
	for _, policy := range []string{"keep", "delete"} {
		recorded := deployIn(t, stackstest.Project(t, shelf()), stackstest.Config{"data": policy})
		var forced []string
		for _, one := range recorded.resources {
			if kit.Lookup(one.Plain(), "metadata", "annotations", "pulumi.com/patchForce") == "true" {
				forced = append(forced, one.id())
			}
		}
		want := []string{"Namespace grafana", "Namespace loki", "Namespace mimir", "Namespace minio", "Namespace pyroscope", "Namespace shelf",
			"Namespace telemetry", "Namespace tempo"}
		if policy == "keep" {
			want = append(want, "PersistentVolumeClaim shelf/books")
		}
		assert.ElementsMatch(t, want, forced, policy)
	}
}

// Where nothing is stored, there is nothing to say of it.
func TestDataOfWhatStoresNothing(t *testing.T) {
	_, err := attempt(t, stackstest.Project(t), stackstest.Config{"components": map[string]any{"istio": map[string]any{"data": "keep"}}})
	assert.ErrorContains(t, err, "kalypso:components.istio.data: found keep, but istio stores nothing: "+
		"pulumi config rm --path kalypso:components.istio.data")
}

// Claims that are a chart's own objects, and those that a chart's StatefulSet has deleted with it, stay where data is kept.
func TestClaimsOfChartsAreKept(t *testing.T) {
	for _, policy := range []string{"keep", "delete"} {
		recorded := deploy(t, stackstest.Config{"data": policy})
		for id, path := range map[string][]string{
			"Release kalypso-minio": {"persistence", "annotations", "helm.sh/resource-policy"},
			"Release grafana":       {"persistence", "annotations", "helm.sh/resource-policy"},
			"Release loki":          {"singleBinary", "persistence", "enableStatefulSetAutoDeletePVC"},
		} {
			at := kit.Lookup(recorded.get(t, id).values(t), path...)
			switch {
			case id == "Release loki":
				assert.Equal(t, false, at, "in either case: what is not in the bucket yet is in the claim")
			case policy == "delete":
				assert.Nil(t, at, id)
			default:
				assert.Equal(t, "keep", at, id)
			}
		}
	}
}

// shelf is a drop-in with a claim of its own.
func shelf() string { return filepath.Join("testdata", "shelf") }

// A drop-in may store anything: its namespace stays, and the claims among its objects.
func TestDropInsKeepTheirData(t *testing.T) {
	recorded := deployIn(t, stackstest.Project(t, example("canary"), shelf()), stackstest.Config{"data": "keep"})
	for _, id := range []string{"Namespace canary", "Namespace shelf", "PersistentVolumeClaim shelf/books"} {
		assert.Contains(t, recorded.retained(), id)
	}
	assert.NotContains(t, strings.Join(recorded.retained(), " "), "Service ")
}

// left is a cluster in which a stack of the test's name has left Loki's namespace and a drop-in's.
func left(annotations string) *apitest.Server {
	server := apitest.Healthy()
	server.List("/api/v1/namespaces",
		`{"metadata": {"name": "loki", "annotations": {`+annotations+`}, "managedFields": [{"manager": "pulumi-kubernetes"}]}}`,
		`{"metadata": {"name": "shelf", "annotations": {`+annotations+`}, "managedFields": [{"manager": "pulumi-kubernetes"}]}}`)
	server.List("/api/v1/persistentvolumeclaims",
		`{"metadata": {"name": "storage-loki-0", "namespace": "loki"}, "spec": {"resources": {"requests": {"storage": "5Gi"}}}}`,
		`{"metadata": {"name": "books", "namespace": "shelf"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}`)
	return server
}

// onWith is a program on a server, with a drop-in and keys set.
func onWith(t *testing.T, server *apitest.Server, keys stackstest.Config) stacks.Program {
	t.Helper()
	program := on(t, server)
	program.Dir = stackstest.Project(t, shelf())
	stackstest.Development(program.Dir).With(keys).Set(t)
	return program
}

// What this stack has left is taken over, claims of drop-ins included; a StatefulSet finds its own by their names.
func TestWhatIsLeftIsTakenOver(t *testing.T) {
	keys := stackstest.Config{"data": "keep"}
	recorded, err := record(t, false, onWith(t, left(`"kalypso.io/stack": "test", "kalypso.io/data": "keep"`), keys).Run)
	require.NoError(t, err)
	imported := map[string]string{}
	for _, one := range recorded.resources {
		if id := one.GetImportId(); id != "" {
			imported[one.id()] = id
		}
	}
	assert.Equal(t, map[string]string{"Namespace loki": "loki", "Namespace shelf": "shelf", "PersistentVolumeClaim shelf/books": "shelf/books"},
		imported)

	_, err = record(t, false, onWith(t, left(`"kalypso.io/stack": "prod", "kalypso.io/data": "keep"`), keys).Run)
	assert.ErrorContains(t, err, "namespace loki belongs to stack prod, and this is stack test")
	_, err = record(t, false, onWith(t, left(""), keys).Run)
	require.NoError(t, err, "made by an earlier version, and in the state: nothing is imported")
}

// An update that would delete what is to be kept does nothing, and a preview says so; with consent both say what goes.
func TestDataThatWouldBeDeleted(t *testing.T) {
	off := map[string]any{"enabled": false}
	agreed := map[string]any{"enabled": false, "data": "delete"}
	const lost = "5Gi in the volume claims storage-loki-0 (5Gi) of namespace loki"
	for name, c := range map[string]struct {
		keys      stackstest.Config
		refused   bool
		warned    string
		fromState string
	}{
		"kept":                   {stackstest.Config{"data": "keep", "components": map[string]any{"loki": off}}, false, "", "keep"},
		"not marked yet":         {stackstest.Config{"data": "keep", "components": map[string]any{"loki": off}}, true, lost, "delete"},
		"agreed for the whole":   {stackstest.Config{"components": map[string]any{"loki": off}}, false, "this update deletes " + lost, "delete"},
		"agreed for this one":    {stackstest.Config{"data": "keep", "components": map[string]any{"loki": agreed}}, false, lost, "delete"},
		"kept by the state only": {stackstest.Config{"components": map[string]any{"loki": off}}, false, "namespace loki stays with 5Gi", "keep"},
	} {
		t.Run(name, func(t *testing.T) {
			server := left(`"kalypso.io/stack": "test", "kalypso.io/data": "` + c.fromState + `"`)
			preview, err := record(t, true, onWith(t, server, c.keys).Run)
			require.NoError(t, err)
			said := strings.Join(preview.logs, "\n")
			if c.warned == "" {
				assert.Empty(t, said)
			} else {
				assert.Contains(t, said, c.warned)
			}
			assert.Equal(t, c.refused, strings.Contains(said, "an update would be refused"), said)
			update, err := record(t, false, onWith(t, server, c.keys).Run)
			if !c.refused {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.warned)
			require.ErrorContains(t, err, "pulumi config set --path kalypso:components.loki.data delete")
			assert.Empty(t, update.ids(), "nothing is done")
		})
	}
}

// The sizes that the values ask for are compared with those of the cluster.
func TestAGrownVolumeIsRefusedWithTheWay(t *testing.T) {
	server := apitest.Healthy()
	server.List("/apis/apps/v1/statefulsets", `{"metadata": {"name": "mimir-ingester", "namespace": "mimir"},
		"spec": {"podManagementPolicy": "Parallel", "volumeClaimTemplates": [{"metadata": {"name": "storage"},
		"spec": {"resources": {"requests": {"storage": "2Gi"}}}}]}}`)
	server.List("/api/v1/persistentvolumeclaims", `{"metadata": {"name": "storage-mimir-ingester-0", "namespace": "mimir"},
		"spec": {"resources": {"requests": {"storage": "2Gi"}}}}`)
	_, err := record(t, false, onWith(t, server, nil).Run)
	require.NoError(t, err)
	grown := values("mimir", map[string]any{"ingester": map[string]any{"persistentVolume": map[string]any{"size": "4Gi"}}})
	_, err = record(t, false, onWith(t, server, stackstest.Config{"components": grown}).Run)
	require.ErrorContains(t, err, "kalypso:components.mimir.values.ingester.persistentVolume.size: StatefulSet mimir-ingester in namespace mimir "+
		"has volumes of 2Gi, and 4Gi is asked for")
	require.ErrorContains(t, err, "kubectl -n mimir delete statefulset mimir-ingester --cascade=orphan")
}
