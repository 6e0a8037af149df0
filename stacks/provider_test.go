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

// A destroy runs no program: what the state has of the provider says which cluster is meant, wherever it runs, and holds nothing of
// the machine that wrote it.
func TestTheProviderHasNothingOfTheMachine(t *testing.T) {
	provider := func() map[string]any { return deploy(t, nil).get(t, "kubernetes kubernetes").Plain() }
	for variable, value := range map[string]string{
		"KUBECONFIG": "/home/one/config:/home/one/other", "PULUMI_K8S_DELETE_UNREACHABLE": "true",
		"PULUMI_K8S_SKIP_UPDATE_UNREACHABLE": "true", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS": "true",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, "")
			want := provider()
			t.Setenv(variable, value)
			assert.Equal(t, want, provider())
		})
	}
	inputs := provider()
	assert.Empty(t, inputs["kubeconfig"], "kubectl's choice, on each machine")
	assert.NotEmpty(t, inputs["clusterIdentifier"])
}

func TestTheProviderNamesTheCluster(t *testing.T) {
	for name, c := range map[string]struct {
		cluster             map[string]any
		context, identifier string
	}{
		"colima":   {map[string]any{"driver": "colima"}, "colima-kalypso", "colima/colima-kalypso"},
		"another":  {map[string]any{"driver": "colima", "name": "other"}, "colima-other", "colima/colima-other"},
		"existing": {map[string]any{"driver": "existing", "context": "prod"}, "prod", "existing/prod"},
	} {
		t.Run(name, func(t *testing.T) {
			inputs := deploy(t, stackstest.Config{"cluster": c.cluster}).get(t, "kubernetes kubernetes").Plain()
			assert.Equal(t, c.context, inputs["context"])
			assert.Equal(t, c.identifier, inputs["clusterIdentifier"])
		})
	}
}
