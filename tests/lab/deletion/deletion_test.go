package deletion

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

func server(t *testing.T, answer string) *kube.Client {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
	t.Cleanup(s.Close)
	client, err := kube.New(&rest.Config{Host: s.URL})
	require.NoError(t, err)
	return client
}

func TestAnAPIThatIsDownIsNamedWithItsRemedy(t *testing.T) {
	found, err := Obstacles(t.Context(), server(t, `{"items": [
		{"metadata": {"name": "v1."}, "spec": {}, "status": {"conditions": [{"type": "Available", "status": "True"}]}},
		{"metadata": {"name": "v1beta1.up"}, "spec": {"service": {"name": "up", "namespace": "a"}},
		 "status": {"conditions": [{"type": "Available", "status": "True"}]}},
		{"metadata": {"name": "v1beta1.metrics.k8s.io"}, "spec": {"service": {"name": "metrics-server", "namespace": "kube-system"}},
		 "status": {"conditions": [{"type": "Available", "status": "False", "message": "no endpoints"}]}}]}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"APIService v1beta1.metrics.k8s.io is down (no endpoints): no namespace goes while it is; repair Service " +
		"metrics-server in namespace kube-system, or, if it is not coming back: kubectl delete apiservice v1beta1.metrics.k8s.io"}, found)
}

func TestANamespaceThatDoesNotGoSaysWhy(t *testing.T) {
	client := server(t, `{"items": [
		{"metadata": {"name": "stands"}},
		{"metadata": {"name": "hangs", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "status": {"conditions": [
			{"type": "NamespaceDeletionDiscoveryFailure", "status": "True", "message": "metrics.k8s.io/v1beta1: stale"},
			{"type": "NamespaceContentRemaining", "status": "False", "message": "All content successfully removed"}]}}]}`)
	assert.Equal(t, map[string]string{"hangs": ": metrics.k8s.io/v1beta1: stale"}, hanging(t.Context(), client, time.Now()))
	assert.Empty(t, hanging(t.Context(), client, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)), "it has only begun")
}
