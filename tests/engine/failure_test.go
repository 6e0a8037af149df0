package engine

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// breakable are the resources that a provider makes. The record of which cluster it is, is the engine's own, as is what makes it. Of the
// NetworkPolicies, which all stand between their Namespace and what runs in it, one is broken for all.
func (s *stack) breakable() []string {
	all := without(s.made(), "Stash cluster", "pulumi default")
	policies := matching(all, "NetworkPolicy ")
	return without(all, without(policies, breakablePolicy)...)
}

const breakablePolicy = "NetworkPolicy minio/kalypso"

// Each resource in turn cannot be made. With --continue-on-error exactly what depends on it is missing afterwards: nothing
// that needs it was begun, and nothing waited for it that does not need it. The next run makes the rest, and only the rest.
func TestFailureOfEveryResource(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			whole := newStack(t, keys)
			whole.mustUp()
			for _, broken := range whole.breakable() {
				if _, provider := keys["minio"]; provider && !strings.HasPrefix(broken, "Iam") {
					continue // as without the provider
				}
				s := &stack{t: t, project: whole.project, cluster: newCluster(), ask: whole.ask, continues: true}
				s.fail = failing("create", broken, errBroken)
				steps, err := s.up()
				require.Error(t, err, broken)
				want := without(whole.made(), whole.dependents(broken)...)
				require.Equal(t, want, made(did(steps, "create")), "with %s broken", broken)
				require.Equal(t, want, s.made(), "what was made is in the state")
				for _, one := range whole.dependents(broken) {
					require.Equal(t, one == broken, s.touched("create", one), "%s was begun with %s broken", one, broken)
				}

				s.fail = nil
				require.Equal(t, whole.dependents(broken), made(did(s.mustUp(), "create")), "the next run makes the rest, and only that")
				require.Equal(t, whole.edges(), s.edges())
			}
		})
	}
}

// The same as `pulumi up` does it by default: after the first failure nothing more starts. What is left depends on how
// far the rest had come, but it is in the state, and the next run completes it.
func TestFailureStopsTheRun(t *testing.T) {
	whole := newStack(t, nil)
	whole.mustUp()
	for _, broken := range whole.breakable() {
		s := &stack{t: t, project: whole.project, cluster: newCluster(), ask: whole.ask}
		s.fail = failing("create", broken, errBroken)
		steps, err := s.up()
		require.Error(t, err, broken)
		for _, one := range whole.dependents(broken) {
			require.Equal(t, one == broken, s.touched("create", one), "%s was begun with %s broken", one, broken)
		}
		first := made(did(steps, "create"))
		require.Equal(t, first, s.made())

		s.fail = nil
		second := made(did(s.mustUp(), "create"))
		require.Equal(t, whole.made(), slices.Sorted(slices.Values(slices.Concat(first, second))), "each made once, in one of the runs")
		require.Equal(t, whole.edges(), s.edges())
	}
}

// A Release whose pods do not become ready exists, failed. It is no reason to go on, and the next run upgrades it.
func TestReleaseThatDoesNotBecomeReady(t *testing.T) {
	whole := newStack(t, nil)
	whole.mustUp()
	for _, broken := range slices.Concat(waves()...) {
		s := &stack{t: t, project: whole.project, cluster: newCluster(), ask: whole.ask, continues: true}
		s.fail = failing("create", broken, &plugin.InitError{Reasons: []string{"timed out waiting for pods"}})
		_, err := s.up()
		require.Error(t, err, broken)
		want := without(whole.made(), without(whole.dependents(broken), broken)...)
		require.Equal(t, want, s.made(), "%s itself is in the state, what depends on it is not", broken)

		s.fail = nil
		steps := s.mustUp()
		require.Equal(t, []string{broken}, did(steps, "update"))
		require.Equal(t, without(whole.dependents(broken), broken), made(did(steps, "create")))
	}
}

// What cannot be removed stays in the state with all that it stands on, and the next destroy ends the work.
func TestFailureToRemoveEveryResource(t *testing.T) {
	whole := newStack(t, nil)
	whole.mustUp()
	edges := whole.edges()
	for _, stuck := range whole.breakable() {
		s := &stack{t: t, project: whole.project, cluster: newCluster(), ask: whole.ask, state: whole.state}
		s.alive = maps.Clone(whole.alive)
		s.fail = failing("delete", stuck, errBroken)
		_, err := s.destroy()
		require.Error(t, err, stuck)
		require.Contains(t, s.made(), stuck)
		for _, on := range edges[stuck] {
			require.Contains(t, s.made(), on, "%s still stands on it", stuck)
		}

		s.fail = nil
		_, err = s.destroy()
		require.NoError(t, err)
		require.Empty(t, s.state.Resources)
		require.Empty(t, s.alive)
	}
}

// failing makes one operation on one resource fail.
func failing(op, broken string, err error) func(op, id string) error {
	return func(at, id string) error {
		if at == op && id == broken {
			return err
		}
		return nil
	}
}

// made are the resources in the state that a cluster or a server keeps: all but the providers themselves.
func (s *stack) made() []string { return made(s.resources()) }

func made(ids []string) []string {
	kept := []string{}
	for _, one := range ids {
		if pkg, _, _ := strings.Cut(one, " "); !slices.Contains([]string{"kubernetes", "minio", "command"}, pkg) {
			kept = append(kept, one)
		}
	}
	return kept
}

// dependents are a resource and everything that stands on it, by the edges in the state.
func (s *stack) dependents(broken string) []string {
	edges, all := s.edges(), []string{broken}
	for grown := true; grown; {
		grown = false
		for one, dependencies := range edges {
			if !slices.Contains(all, one) && slices.ContainsFunc(dependencies, func(on string) bool { return slices.Contains(all, on) }) {
				all, grown = append(all, one), true
			}
		}
	}
	return slices.Sorted(slices.Values(all))
}

func without(all []string, some ...string) []string {
	kept := []string{}
	for _, one := range all {
		if !slices.Contains(some, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// The dependents that the tests above count on, told once in the open: everything of later waves, or the true ones.
func TestDependents(t *testing.T) {
	for name, c := range map[string]struct {
		ordering, broken string
		want             []string
	}{
		"minio, waves": {"waves", "Release kalypso-minio", slices.Concat(append(waves()[2:], []string{jobOf("make"), jobOf("retire")})...)},
		"minio, dependencies": {"dependencies", "Release kalypso-minio", slices.Concat([]string{
			"Release kalypso-minio", jobOf("make"), jobOf("retire"), "Release mimir", "Release tempo", "Release loki", "Release pyroscope",
		}, waves()[6])},
		"grafana, waves":           {"waves", "Release grafana", slices.Concat(waves()[5:]...)},
		"grafana, dependencies":    {"dependencies", "Release grafana", []string{"Release grafana"}},
		"obi, dependencies":        {"dependencies", "Release obi", []string{"Release obi"}},
		"obi, waves":               {"waves", "Release obi", []string{"Release obi"}}, // on nodes that may be broken
		"istio-base, dependencies": {"dependencies", "Release istio-base", waves()[1]},
		"a namespace, dependencies": {"dependencies", "Namespace loki", slices.Concat(
			[]string{"Namespace loki", "NetworkPolicy loki/kalypso", "ConfigMap loki/kalypso-rules", "Secret loki/kalypso-s3", "Release loki", jobOf("retire")},
			waves()[6])},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, map[string]any{"ordering": c.ordering})
			s.mustUp()
			got := s.dependents(c.broken)
			assert.ElementsMatch(t, c.want, withoutRuns(unannounced(got)))
			said := 1 // the word of an update waits for everything, but for obi
			if c.broken == "Release obi" {
				said = 0
			}
			assert.Len(t, matching(got, word), said)
		})
	}
}
