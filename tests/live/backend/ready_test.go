package backend

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// cluster answers for Mimir as if all were well.
func cluster() map[string]string {
	const namespace = "/api/v1/namespaces/mimir"
	const ring = `{"shards":[{"id":"NAME","state":"ACTIVE","address":"10.0.0.1:9095","zone":"","tokens":[1,2]}],"now":"2026-01-02T03:04:05Z"}`
	return map[string]string{
		namespace + "/pods": `{"items":[{"metadata":{"name":"mimir-distributor-x"}},{"metadata":{"name":"mimir-ingester-0"}}]}`,
		namespace + "/pods/mimir-distributor-x:8080/proxy/ready":                  "ready\n",
		namespace + "/pods/mimir-ingester-0:8080/proxy/ready":                     "ready\n",
		namespace + "/services/mimir-distributor:8080/proxy/ingester/ring":        strings.Replace(ring, "NAME", "mimir-ingester-0", 1),
		namespace + "/services/mimir-store-gateway:8080/proxy/store-gateway/ring": strings.Replace(ring, "NAME", "mimir-store-gateway-0", 1),
	}
}

func TestReady(t *testing.T) {
	const gone = "" // answers 503
	const ingesters = "/api/v1/namespaces/mimir/services/mimir-distributor:8080/proxy/ingester/ring"
	tests := map[string]struct{ path, answer, want string }{
		"all well": {},
		"a pod is not": {"/api/v1/namespaces/mimir/pods/mimir-ingester-0:8080/proxy/ready", gone,
			"asking mimir-ingester-0 whether it is ready: "},
		"no ingester": {"/api/v1/namespaces/mimir/pods", `{"items":[]}`, "mimir: there is no pod mimir-ingester-0"},
		"no list":     {"/api/v1/namespaces/mimir/pods", gone, "listing the pods of mimir: "},
		"a member is gone": {ingesters, `{"shards":[{"id":"mimir-ingester-0","state":"UNHEALTHY"}]}`,
			"looking at mimir's ring ingester: mimir-ingester-0 is UNHEALTHY"},
		"one of two":    {ingesters, `{"shards":[{"id":"a","state":"ACTIVE"},{"id":"b","state":"LEAVING"}]}`, "b is LEAVING"},
		"an empty ring": {ingesters, `{"shards":null,"now":"2026-01-02T03:04:05Z"}`, "looking at mimir's ring ingester: it has no member"},
		"a page":        {ingesters, "<!DOCTYPE html>", "looking at mimir's ring ingester: decoding <!DOCTYPE html>"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			all := cluster()
			if test.path != "" {
				all[test.path] = test.answer
			}
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if answer := all[r.URL.Path]; answer != gone {
					_, _ = w.Write([]byte(answer))
					return
				}
				http.Error(w, "not now", http.StatusServiceUnavailable)
			})
			err := named(t, "mimir").Ready(context.Background(), client)
			if test.want == "" && err != nil {
				t.Error(err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
		})
	}
}

func TestReadyAsksForTheReleasesPodsButTheGateway(t *testing.T) {
	var selector, accept string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		selector = r.URL.Query().Get("labelSelector")
		http.Error(w, "enough", http.StatusTeapot)
	})
	_ = named(t, "mimir").Ready(context.Background(), client)
	if selector != "app.kubernetes.io/instance=mimir,app.kubernetes.io/component!=gateway" {
		t.Errorf("selector = %q", selector)
	}
	client = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if accept = r.Header.Get("Accept"); strings.HasSuffix(r.URL.Path, "/pods") {
			_, _ = w.Write([]byte(`{}`))
		}
	})
	_ = named(t, "mimir").Ready(context.Background(), client)
	if !strings.Contains(accept, "application/json") {
		t.Errorf("a ring's page answers in JSON only to who accepts it; Accept is %q", accept)
	}
}
