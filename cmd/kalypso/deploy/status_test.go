package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

// What is not well is named with its reason, and counted in the error; a platform that is well has none.
func TestStatusSaysWhatIsNotWell(t *testing.T) {
	waiting := kube.Object{"metadata": kube.Object{"name": "loki-0"}, "status": kube.Object{"phase": "Pending", "conditions": []any{
		kube.Object{"type": "PodScheduled", "status": "False", "message": "Insufficient cpu"}}}}
	for name, c := range map[string]struct {
		status string
		pods   []any
		says   []string
		error  string // "" for none
	}{
		"well":                  {"deployed", nil, []string{"loki       loki     deployed  3"}, ""},
		"a release that failed": {"failed", nil, []string{"failed"}, "1 releases or objects are not well"},
		"a pod that waits":      {"deployed", []any{waiting}, []string{"not ready: loki: pod loki-0 cannot be scheduled: Insufficient cpu"}, "1 releases"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := records.Encode(map[string]any{"name": "loki", "version": 3, "info": map[string]any{"status": c.status}})
			require.NoError(t, err)
			answers := map[string]any{
				"/api/v1/namespaces/loki/secrets": kube.Object{"items": []any{kube.Object{
					"metadata": kube.Object{"labels": kube.Object{"name": "loki", "version": "3"}}, "data": kube.Object{"release": data}}}},
				"/api/v1/namespaces/loki/pods": kube.Object{"items": c.pods},
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = json.NewEncoder(w).Encode(answers[r.URL.Path]) }))
			t.Cleanup(server.Close)
			client, err := kube.New(&rest.Config{Host: server.URL})
			require.NoError(t, err)
			var out bytes.Buffer
			err = (&session{Out: &out}).show(t.Context(), recovery.Deployed{Client: client, Namespaces: []string{"loki"}})
			for _, want := range c.says {
				assert.Contains(t, out.String(), want)
			}
			if c.error == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.error)
				require.ErrorAs(t, err, new(command.Unwell))
			}
		})
	}
}
