package foreign_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/foreign"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const collectors = "/apis/opentelemetry.io/v1beta1/opentelemetrycollectors"

// cluster has a collector of ours and one of a team, which holds a finalizer; operated says whether an operator takes that off.
type cluster struct {
	operated, deleted, freed bool
}

func (c *cluster) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	team := "/apis/opentelemetry.io/v1beta1/namespaces/shop/opentelemetrycollectors/sidecar"
	switch {
	case request.URL.Path == collectors:
		_, _ = io.WriteString(w, `{"items": [{"metadata": {"name": "kalypso", "namespace": "telemetry"}}, {"metadata": {"name": "sidecar", "namespace": "shop"}}]}`)
	case request.URL.Path == team && request.Method == http.MethodDelete:
		c.deleted = true
		_, _ = io.WriteString(w, `{}`)
	case request.URL.Path == team && request.Method == http.MethodPatch:
		var patch struct{ Metadata map[string]any }
		_ = json.NewDecoder(request.Body).Decode(&patch)
		_, c.freed = patch.Metadata["finalizers"]
		_, _ = io.WriteString(w, `{}`)
	case request.URL.Path == team && !(c.deleted && (c.operated || c.freed)):
		_, _ = io.WriteString(w, `{}`)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`)
	}
}

func TestCollectorsOfOthers(t *testing.T) {
	for name, operated := range map[string]bool{"with the operator": true, "without one": false} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{operated: operated}
			server := httptest.NewServer(c)
			t.Cleanup(server.Close)
			client, err := kube.New(&rest.Config{Host: server.URL})
			require.NoError(t, err)

			found, err := foreign.List(t.Context(), client, []string{"telemetry", "otel-system"})
			require.NoError(t, err)
			require.Len(t, found, 1, "ours is not among them")
			assert.Equal(t, "opentelemetrycollectors/sidecar in namespace shop", found[0].String())

			require.NoError(t, foreign.Remove(t.Context(), client, found, 300*time.Millisecond))
			assert.Equal(t, !operated, c.freed, "an operator that runs cleans up itself")
		})
	}
}
