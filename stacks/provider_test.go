package stacks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// The Kubernetes provider that is built for embedded clusters has no Go types of the API groups, which only these resources
// need (tests/tools/core/stubs): a program that asks for one would work for users and not there.
func TestNothingAsksForWhatTheBuiltProviderLeavesOut(t *testing.T) {
	for _, keys := range []stackstest.Config{
		{},
		{"minio": map[string]any{"endpoint": "localhost:30900"}},
		{"cluster": map[string]any{"driver": "kind"}, "ebpf": "off"},
	} {
		for _, one := range deploy(t, keys).resources {
			assert.NotContains(t, []string{
				"kubernetes:yaml/v2:ConfigFile", "kubernetes:yaml/v2:ConfigGroup", "kubernetes:helm.sh/v4:Chart", "kubernetes:kustomize/v2:Directory",
			}, one.GetType())
		}
	}
}
