package pods

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const (
	ready = `{"metadata": {"name": "loki-0", "namespace": "loki"}, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
		"containerStatuses": [{"name": "loki", "restartCount": 2, "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}}}]}}`
	waiting = `{"metadata": {"name": "loki-1", "namespace": "loki"}, "status": {"phase": "Pending", "conditions": [{"type": "Ready", "status": "False"}],
		"containerStatuses": [{"name": "loki", "state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}}]}}`
	job      = `{"metadata": {"name": "job", "namespace": "loki", "ownerReferences": [{"kind": "Job"}]}, "status": {"phase": "Succeeded"}}`
	stranger = `{"metadata": {"name": "other", "namespace": "default"}, "status": {"phase": "Pending"}}`
	leaving  = `{"metadata": {"name": "old", "namespace": "loki", "deletionTimestamp": "2026-11-24T00:00:00Z"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}`
	whole    = `{"metadata": {"name": "loki", "namespace": "loki"}, "spec": {"replicas": 1}, "status": {"readyReplicas": 1}}`
	short    = `{"metadata": {"name": "loki", "namespace": "loki"}, "spec": {"replicas": 2}, "status": {"readyReplicas": 1}}`
)

// cluster answers with pods and, as every StatefulSet there is, one.
func cluster(t *testing.T, set string, pods ...string) *kube.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		items := []json.RawMessage{}
		switch {
		case strings.HasSuffix(r.URL.Path, "/pods"):
			for _, pod := range pods {
				items = append(items, json.RawMessage(pod))
			}
		case strings.HasSuffix(r.URL.Path, "/statefulsets"):
			items = append(items, json.RawMessage(set))
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": items})
	}))
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestReady(t *testing.T) {
	tests := map[string]struct {
		set  string
		pods []string
		want string
	}{
		"all are":                 {whole, []string{ready, job, stranger}, ""},
		"none is there":           {whole, []string{stranger, job}, "there is no pod"},
		"one waits for its image": {whole, []string{ready, waiting}, "loki/loki-1 is not Ready: Pending; loki: ErrImagePull not found"},
		"one is being removed":    {whole, []string{ready, leaving}, "loki/old is being removed"},
		"one is not there yet":    {short, []string{ready}, "statefulsets loki/loki has 1 of 2 pods ready"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := Ready(t.Context(), cluster(t, test.set, test.pods...), []string{"loki"})
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("Ready = %v, want %q", err, test.want)
			}
		})
	}
}

func TestRestartsSayWhy(t *testing.T) {
	all, err := List(t.Context(), cluster(t, whole, ready, job), []string{"loki"})
	if err != nil {
		t.Fatal(err)
	}
	found := Restarts(all)
	if len(all) != 1 || len(found) != 1 || found[0] != "loki/loki-0 loki: 2 times, the last after OOMKilled, exit code 137" {
		t.Errorf("%d pods, restarts %q", len(all), found)
	}
}
