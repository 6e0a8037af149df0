package stacks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// TestAnotherClusterDomainReachesEverything: one address of the usual domain is one that resolves nowhere.
func TestAnotherClusterDomainReachesEverything(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"cluster": map[string]any{"domain": "corp.example"}})
	seen := 0
	for _, r := range recorded.resources {
		text := fmt.Sprint(r.Clear())
		assert.NotContains(t, text, "cluster.local", r.id())
		if strings.Contains(text, ".svc.corp.example") {
			seen++
		}
	}
	assert.Greater(t, seen, 5, "registrations with an address of the domain")
	for urn, outputs := range recorded.outputs {
		assert.NotContains(t, fmt.Sprint(outputs), "cluster.local", urn)
	}
}

// TestDefaultsOfTheClusterChangeNothing: what is written out and has its default is in nobody's diff.
func TestDefaultsOfTheClusterChangeNothing(t *testing.T) {
	same := map[string]any{"domain": "cluster.local", "dns": map[string]any{"service": "kube-dns", "namespace": "kube-system"},
		"storageClass": "", "imageRegistry": "", "pullSecrets": []any{}, "nodeSelector": map[string]any{}, "tolerations": []any{}}
	written, usual := deploy(t, stackstest.Config{"cluster": same}), deploy(t, nil)
	for _, r := range usual.resources {
		assert.Equal(t, r.Clear(), written.get(t, r.id()).Clear(), r.id())
	}
}

// TestUsersValuesWinOverTheClustersSettings, as they win over everything but credentials.
func TestUsersValuesWinOverTheClustersSettings(t *testing.T) {
	recorded := deploy(t, stackstest.Config{
		"cluster": map[string]any{"storageClass": "gp3", "nodeSelector": map[string]any{"pool": "platform"}},
		"components": values("loki", map[string]any{"singleBinary": map[string]any{
			"persistence": map[string]any{"storageClass": "io2"}, "nodeSelector": map[string]any{"pool": "logs"}}}),
	})
	single := recorded.get(t, "Release loki").values(t)["singleBinary"].(map[string]any)
	assert.Equal(t, map[string]any{"pool": "logs"}, single["nodeSelector"])
	assert.Equal(t, "io2", single["persistence"].(map[string]any)["storageClass"])
}

func TestFailedReleasesAreRolledBack(t *testing.T) {
	for _, r := range deploy(t, nil).resources {
		if r.GetType() == "kubernetes:helm.sh/v3:Release" {
			assert.Equal(t, true, r.Plain()["atomic"], r.id())
		}
	}
}
