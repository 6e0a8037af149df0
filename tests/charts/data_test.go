package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// What charts store is where the program looks for it (package stacks, volumes), and of what is kept nothing goes with its release: Helm
// leaves a claim that says so, and a StatefulSet those of its pods unless it says otherwise.
func TestWhatChartsStoreIsKept(t *testing.T) {
	found := map[string]string{}
	for _, object := range everything(t, real(t), "data that is kept") {
		id := object.Kind() + " " + object.Name()
		switch object.Kind() {
		case "PersistentVolumeClaim":
			policy, _ := render.At[string](object, "metadata", "annotations", "helm.sh/resource-policy")
			assert.Equal(t, "keep", policy, id)
			found[id], _ = render.At[string](object, "spec", "resources", "requests", "storage")
		case "StatefulSet":
			for _, when := range []string{"whenDeleted", "whenScaled"} {
				policy, _ := render.At[string](object, "spec", "persistentVolumeClaimRetentionPolicy", when)
				assert.NotEqual(t, "Delete", policy, "%s: %s", id, when)
			}
			for _, template := range render.List(object, "spec", "volumeClaimTemplates") {
				found[id], _ = render.At[string](template, "spec", "resources", "requests", "storage")
			}
		}
	}
	assert.Equal(t, map[string]string{
		"PersistentVolumeClaim grafana":       "1Gi",
		"PersistentVolumeClaim kalypso-minio": "10Gi",
		"StatefulSet loki":                    "5Gi",
		"StatefulSet mimir-alertmanager":      "1Gi",
		"StatefulSet mimir-ingester":          "2Gi",
		"StatefulSet pyroscope":               "5Gi",
		"StatefulSet tempo-ingester":          "2Gi",
	}, found)
}
