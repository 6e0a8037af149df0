package stacks_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

// ways are the configurations in which edges differ.
func ways() map[string]stackstest.Config {
	return map[string]stackstest.Config{
		"waves, job":             {},
		"waves, provider":        {"minio": map[string]any{"endpoint": "localhost:30900"}},
		"dependencies, job":      {"ordering": "dependencies"},
		"dependencies, provider": {"ordering": "dependencies", "minio": map[string]any{"endpoint": "localhost:30900"}},
		"external store":         external(),
	}
}

func TestEveryResourceNamesItsProvider(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, keys)
			providers := map[string]string{}
			for _, one := range recorded.resources {
				if pkg, provider := strings.CutPrefix(one.GetType(), "pulumi:providers:"); provider {
					providers[pkg] = one.URN + "::id-of-" + one.GetName()
				}
			}
			for _, one := range recorded.resources {
				pkg, _, _ := strings.Cut(one.GetType(), ":")
				if one.GetCustom() && pkg != "pulumi" && pkg != "command" { // a command runs on this machine, whatever the cluster
					require.Contains(t, providers, pkg)
					assert.Equal(t, providers[pkg], one.GetProvider(), "%s would use a default provider, of whatever context is current", one.id())
				}
			}
		})
	}
}

func TestReleasesWaitForTheirNamespaceAndSecrets(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, keys)
			for _, release := range recorded.kind("Release") {
				on := recorded.dependencies(t, release)
				for _, one := range recorded.resources {
					if one.component() == release.component() && (one.kind() == "Namespace" || one.kind() == "Secret") {
						assert.True(t, has(on, one.id()), "%s does not wait for %s", release.id(), one.id())
					}
				}
			}
		})
	}
}

// What crosses from one component to another leads to a workload, or to an attachment, which is one in MinIO's way. An edge
// to a whole component would show as edges to its Namespace and Secrets too - in the runs in which it is not lost.
func TestEdgesBetweenComponentsLeadToWhatRuns(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, keys)
			crossing := 0
			for _, one := range recorded.resources {
				if announces(one.id()) || one.id() == "Job minio/kalypso-minio-retire" { // they come last, and wait for all
					continue
				}
				for _, on := range recorded.dependencies(t, one) {
					require.True(t, on.GetCustom(), "%s depends on the component %s", one.id(), on.id())
					if on.component() != "" && one.component() != on.component() {
						crossing++
						assert.True(t, on.workload() || on.kind() == "IamUserPolicyAttachment", "%s -> %s", one.id(), on.id())
						assert.True(t, one.workload(), "%s -> %s: a Namespace or Secret waits for nothing", one.id(), on.id())
					}
				}
			}
			assert.Positive(t, crossing)
		})
	}
}

func TestBackendsWaitForTheirBucketAndUser(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, keys)
			for _, backend := range slices.Sorted(maps.Keys(promised.Buckets())) {
				on := recorded.dependencies(t, recorded.get(t, "Release "+backend))
				assert.Equal(t, name != "external store", has(on, "Release kalypso-minio"), "the Job makes the bucket")
				_, provider := keys["minio"]
				assert.Equal(t, provider, has(on, "IamUserPolicyAttachment "+backend), "the provider makes user and policy")
			}
		})
	}
}

// The promised order, told by single edges: everything of a wave waits for every Release of the waves before it.
func TestWavesWaitForAllEarlierReleases(t *testing.T) {
	recorded := deploy(t, nil)
	for _, later := range promised.Releases() {
		on := recorded.dependencies(t, recorded.get(t, "Release "+later.Name))
		for _, earlier := range promised.Releases() {
			ordered := earlier.Wave < later.Wave && earlier.Name != "obi" || // nothing waits for what may be on broken nodes
				earlier.Name == "istio-base" && later.Name == "istiod"
			assert.Equal(t, ordered, has(on, "Release "+earlier.Name), "%s -> %s", later.Name, earlier.Name)
		}
	}
}

// Edges must not depend on how fast registrations answer: in the Go SDK edges to components do, in most runs.
func TestEdgesAreTheSameInEveryRun(t *testing.T) {
	project := stackstest.Project(t)
	want := deployIn(t, project, nil).edges(t)
	for range 10 {
		require.Equal(t, want, deployIn(t, project, nil).edges(t))
	}
}

// Both orders make the same platform; only the edges differ.
func TestOrderingChangesNoInput(t *testing.T) {
	project := stackstest.Project(t)
	waves, dependencies := deployIn(t, project, nil), deployIn(t, project, stackstest.Config{"ordering": "dependencies"})
	assert.Empty(t, changes(waves, dependencies))
	assert.NotEqual(t, waves.edges(t), dependencies.edges(t))
}

func has(all []registration, id string) bool {
	return slices.ContainsFunc(all, func(one registration) bool { return one.id() == id })
}
