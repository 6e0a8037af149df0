package engine

import (
	"encoding/base64"
	"strings"
	"testing"

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

// A rotation where the Job makes users: Secrets change in place, then MinIO's Job makes the new user, then the backend
// restarts with it. Nothing is replaced, so nothing is ever missing.
func TestRotationByJob(t *testing.T) {
	s := newStack(t, nil)
	s.mustUp()
	s.configure(stackstest.Config{"generations": map[string]any{"loki": 2}})
	steps := s.mustUp()
	changed := []string{"Release kalypso-minio", "Release loki", "Secret loki/kalypso-s3", "Secret minio/kalypso-minio-users"}
	assert.Equal(t, changed, did(steps, "update"))
	assert.Len(t, steps, len(changed), "%q", steps)
	assert.True(t, s.after(t, "update", "Release kalypso-minio", "Secret minio/kalypso-minio-users"))
	assert.True(t, s.after(t, "update", "Release loki", "Release kalypso-minio"), "the user is there when its backend comes")
	assert.True(t, s.after(t, "update", "Release loki", "Secret loki/kalypso-s3"))
}

// A rotation where the provider makes users: the new user is there, with its policy, before the backend is told; the old
// one goes when nothing uses it any more.
func TestRotationByProvider(t *testing.T) {
	keys := stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}}
	s := newStack(t, keys)
	s.mustUp()
	s.configure(keys.With(stackstest.Config{"generations": map[string]any{"loki": 2}}))
	steps := s.mustUp()
	assert.Equal(t, []string{"Release loki", "Secret loki/kalypso-s3"}, did(steps, "update"))
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
			steps := s.mustUp()
			assert.Equal(t, changed, did(steps, "update"))
			assert.Len(t, steps, 2, "%q", steps)
			assert.True(t, s.after(t, "update", changed[0], changed[1]))
		})
	}
}

// A component that is switched off goes, alone; those that used its addresses are told; switched on it comes back.
func TestSwitchedOffAndOn(t *testing.T) {
	for name, c := range map[string]struct{ gone, told []string }{
		"grafana": {
			gone: []string{"Namespace grafana", "Release grafana", "Secret grafana/grafana"},
			// One namespace less to leave alone and to scrape, and one component less to prove.
			told: []string{"ConfigMap telemetry/kalypso-proof", "OpenTelemetryCollector telemetry/kalypso-agent", "Release obi"},
		},
		"istio": {
			gone: []string{"Namespace istio-system", "Release istio-base", "Release istiod", "Telemetry istio-system/kalypso"},
			told: []string{"ConfigMap telemetry/kalypso-proof", "OpenTelemetryCollector telemetry/kalypso-agent", "Release obi"},
		},
		"loki": {
			gone: []string{"Namespace loki", "Release loki", "Secret loki/kalypso-s3"},
			told: []string{ // events are a log, and nobody may read them for nothing
				"ClusterRole kalypso-cluster", "ConfigMap telemetry/kalypso-proof", "OpenTelemetryCollector telemetry/kalypso",
				"OpenTelemetryCollector telemetry/kalypso-agent", "OpenTelemetryCollector telemetry/kalypso-cluster",
				"Release grafana", "Release kalypso-minio", "Release obi", "Secret minio/kalypso-minio-users",
			},
		},
	} {
		for _, ordering := range []string{"waves", "dependencies"} {
			t.Run(name+", "+ordering, func(t *testing.T) {
				keys := stackstest.Config{"ordering": ordering}
				s := newStack(t, keys)
				s.mustUp()
				whole, edges := s.resources(), s.edges()

				s.configure(keys.With(stackstest.Config{"components": stackstest.Off(name)}))
				steps := s.mustUp()
				assert.Equal(t, c.gone, did(steps, "delete"))
				assert.Equal(t, c.told, did(steps, "update"))
				assert.Len(t, steps, len(c.gone)+len(c.told), "%q", steps)
				assert.Equal(t, without(whole, c.gone...), s.resources())

				s.configure(keys)
				steps = s.mustUp()
				assert.Equal(t, c.gone, did(steps, "create"))
				assert.Equal(t, c.told, did(steps, "update"))
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
