package engine

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// Another order is another set of edges, and nothing else: no provider is asked to do anything.
func TestAnotherOrderTouchesNothing(t *testing.T) {
	s := newStack(t, nil)
	s.mustUp()
	before := s.edges()
	for _, ordering := range []string{"dependencies", "waves"} {
		s.configure(stackstest.Config{"ordering": ordering})
		assert.Empty(t, s.mustUp())
		assert.Empty(t, s.tape)
		if ordering == "dependencies" {
			assert.NotEqual(t, before, s.edges(), "the state knows the new edges: destroy goes by them")
		} else {
			assert.Equal(t, before, s.edges())
		}
	}
}

// A rotation where a Job makes users: Secrets change in place, then a Job makes the new user, then the backend restarts with it, and
// another Job removes the old one. MinIO itself is not touched, and nothing is ever missing.
func TestRotationByJob(t *testing.T) {
	s := newStack(t, nil)
	s.mustUp()
	s.configure(stackstest.Config{"generations": map[string]any{"loki": 2}})
	steps := announced(t, s.mustUp(), "create", "delete")
	makes, retires := created(t, steps, jobOf("make")), created(t, steps, jobOf("retire"))
	steps = rerun(t, steps, "make", "retire")
	changed := []string{"Release loki", "Secret loki/kalypso-s3", "Secret minio/kalypso-minio-users"}
	assert.Equal(t, changed, did(steps, "update"))
	assert.Len(t, steps, len(changed), "%q", steps)
	assert.True(t, s.after(t, "create", makes, "Secret minio/kalypso-minio-users", "update"))
	assert.True(t, s.after(t, "update", "Release loki", makes, "create"), "the user is there when its backend comes")
	assert.True(t, s.after(t, "update", "Release loki", "Secret loki/kalypso-s3"))
	assert.True(t, s.after(t, "create", retires, "Release loki", "update"), "the old user is there until its backend has the new one")
}

// A rotation where the provider makes users: the new user is there, with its policy, before the backend is told; the old
// one goes when nothing uses it any more.
func TestRotationByProvider(t *testing.T) {
	keys := stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}}
	s := newStack(t, keys)
	s.mustUp()
	s.configure(keys.With(stackstest.Config{"generations": map[string]any{"loki": 2}}))
	steps := s.mustUp()
	retires := created(t, steps, jobOf("retire"))
	assert.Equal(t, []string{"Release loki", "Secret loki/kalypso-s3", "Secret minio/kalypso-minio-users"}, did(steps, "update"))
	assert.True(t, s.after(t, "create", retires, "Release loki", "update"))
	for _, one := range []string{"IamUser loki", "IamUserPolicyAttachment loki"} {
		assert.Contains(t, did(steps, "create-replacement"), one)
		assert.True(t, s.after(t, "delete", one, one, "create"), "the old one goes after the new one has come")
		assert.True(t, s.after(t, "update", "Release loki", one, "create"))
		assert.True(t, s.after(t, "delete", one, "Release loki", "update"), "and after its backend has restarted")
	}
	assert.Len(t, did(steps, "create-replacement"), 2, "%q", steps)
	assert.NotContains(t, did(steps, "update"), "IamPolicy loki")
}

// The administrators' passwords: one Secret, one Release each.
func TestRotationOfAdministrators(t *testing.T) {
	for name, changed := range map[string][]string{
		"grafana": {"Release grafana", "Secret grafana/grafana"},
		"minio":   {"Release kalypso-minio", "Secret minio/kalypso-minio-root"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, nil)
			s.mustUp()
			s.configure(stackstest.Config{"generations": map[string]any{name: 2}})
			steps := announced(t, s.mustUp(), "create", "delete")
			if name == "minio" {
				steps = rerun(t, steps, "make", "retire") // they log in as the administrator
			}
			assert.Equal(t, changed, did(steps, "update"))
			assert.Len(t, steps, 2, "%q", steps)
			assert.True(t, s.after(t, "update", changed[0], changed[1]))
		})
	}
}

// word begins the id of what an update leaves for Grafana and Loki.
const word = "ConfigMap telemetry/kalypso-deployment-"

// announced are the steps of an update without its word, which each update that changes something says once, and takes back that of
// the one before.
func announced(t *testing.T, steps []string, ops ...string) []string {
	t.Helper()
	for _, op := range ops {
		assert.Len(t, matching(did(steps, display.StepOp(op)), word), 1, "%s of %q", op, steps)
	}
	rest := unannounced(steps)
	assert.Len(t, rest, len(steps)-len(ops), "%q", steps)
	return rest
}

func unannounced(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return strings.Contains(one, word) })
}

func matching(all []string, prefix string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return !strings.HasPrefix(one, prefix) })
}

// folders are those of Grafana in the state whose dashboards contain the text.
func (s *stack) folders(text string) []string {
	var ids []string
	for _, one := range s.state.Resources {
		if name := id(one.URN); strings.HasPrefix(name, "ConfigMap grafana/dashboards-") && strings.Contains(fmt.Sprint(one.Inputs), text) {
			ids = append(ids, name)
		}
	}
	return ids
}

// A component that is switched off goes, alone, and with it its dashboards and rules; those that used its addresses are told; switched
// on it comes back.
func TestSwitchedOffAndOn(t *testing.T) {
	for name, c := range map[string]struct {
		gone, told []string
		// shows is what the folders of Grafana hold that are told; "": all of them go.
		shows string
	}{
		"grafana": {
			gone: []string{"Namespace grafana", "NetworkPolicy grafana/kalypso", "Release grafana", "Secret grafana/grafana"},
			// One namespace less to leave alone, to scrape and to let in, and one component less to prove and to watch.
			told: []string{"ConfigMap mimir/kalypso-rules", "ConfigMap telemetry/kalypso-proof", "NetworkPolicy loki/kalypso", "NetworkPolicy mimir/kalypso",
				"NetworkPolicy pyroscope/kalypso", "NetworkPolicy tempo/kalypso", "OpenTelemetryCollector telemetry/kalypso-agent", "Release obi"},
		},
		"istio": {
			gone: []string{"Namespace istio-system", "NetworkPolicy istio-system/kalypso", "Release istio-base", "Release istiod",
				"Telemetry istio-system/kalypso"},
			told:  []string{"ConfigMap mimir/kalypso-rules", "ConfigMap telemetry/kalypso-proof", "OpenTelemetryCollector telemetry/kalypso-agent", "Release obi"},
			shows: "kalypso-istio.json",
		},
		"loki": {
			gone: []string{ // and nobody reads the word of an update for Loki
				"ConfigMap loki/kalypso-rules", "Namespace loki", "NetworkPolicy loki/kalypso", "Release loki", "Role telemetry/kalypso-deployments",
				"RoleBinding telemetry/kalypso-deployments", "Secret loki/kalypso-s3",
			},
			told: []string{ // events are a log, and nobody may read them for nothing
				"ClusterRole kalypso-cluster", "ConfigMap mimir/kalypso-rules", "ConfigMap telemetry/kalypso-proof",
				"NetworkPolicy grafana/kalypso", "NetworkPolicy mimir/kalypso", "NetworkPolicy minio/kalypso",
				"OpenTelemetryCollector telemetry/kalypso", "OpenTelemetryCollector telemetry/kalypso-agent",
				"OpenTelemetryCollector telemetry/kalypso-cluster", "Release grafana", "Release kalypso-minio", "Release obi",
				"Secret minio/kalypso-minio-users",
			},
			shows: `"uid":"loki"`,
		},
	} {
		for _, ordering := range []string{"waves", "dependencies"} {
			t.Run(name+", "+ordering, func(t *testing.T) {
				keys := stackstest.Config{"ordering": ordering}
				s := newStack(t, keys)
				s.mustUp()
				whole, edges := s.resources(), s.edges()
				gone, told := slices.Clone(c.gone), slices.Clone(c.told)
				if c.shows == "" {
					gone = append(gone, s.folders("")...)
				} else {
					told = append(told, s.folders(c.shows)...)
				}
				off, on := []string{"create", "delete"}, []string{"create", "delete"}
				if name == "loki" {
					off, on = []string{"delete"}, []string{"create"}
				}

				s.configure(keys.With(stackstest.Config{"components": stackstest.Off(name)}))
				steps := announced(t, s.mustUp(), off...)
				if name == "loki" {
					steps = rerun(t, steps, "make", "retire")
				}
				assert.ElementsMatch(t, gone, did(steps, "delete"))
				assert.ElementsMatch(t, told, did(steps, "update"))
				assert.Len(t, steps, len(gone)+len(told), "%q", steps)
				assert.Equal(t, withoutRuns(without(unannounced(whole), gone...)), withoutRuns(unannounced(s.resources())))

				s.configure(keys)
				steps = announced(t, s.mustUp(), on...)
				if name == "loki" {
					steps = rerun(t, steps, "make", "retire")
				}
				assert.ElementsMatch(t, gone, did(steps, "create"))
				assert.ElementsMatch(t, told, did(steps, "update"))
				assert.Equal(t, edges, s.edges())
			})
		}
	}
}

// What the engine keeps of credentials is marked as secret, so that the state holds it encrypted.
func TestCredentialsAreSecretInTheState(t *testing.T) {
	s := newStack(t, stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}})
	s.mustUp()
	root, err := credential.NewRoot(stackstest.RootSecret)
	require.NoError(t, err)
	found := 0
	for _, label := range []string{"minio/root", "grafana/admin", "s3/mimir", "s3/tempo", "s3/loki", "s3/pyroscope"} {
		clear := root.Derive(label, 1).Reveal()
		for _, one := range s.state.Resources {
			for _, properties := range []resource.PropertyMap{one.Inputs, one.Outputs} {
				found += search(t, id(one.URN)+": "+label, resource.NewProperty(properties), false,
					clear, base64.StdEncoding.EncodeToString([]byte(clear)))
			}
		}
	}
	assert.Greater(t, found, 20, "the search searches for the wrong thing")
}

// search fails the test where one of the texts stands outside of a secret, and counts where it stands inside.
func search(t *testing.T, what string, value resource.PropertyValue, secret bool, texts ...string) int {
	t.Helper()
	found := 0
	switch {
	case value.IsSecret():
		return search(t, what, value.SecretValue().Element, true, texts...)
	case value.IsObject():
		for _, inner := range value.ObjectValue() {
			found += search(t, what, inner, secret, texts...)
		}
	case value.IsArray():
		for _, inner := range value.ArrayValue() {
			found += search(t, what, inner, secret, texts...)
		}
	case value.IsString():
		for _, text := range texts {
			if strings.Contains(value.StringValue(), text) {
				found++
				assert.True(t, secret, "%s is in the state in clear", what)
			}
		}
	}
	return found
}
