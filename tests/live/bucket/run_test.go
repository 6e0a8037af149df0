package bucket

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
)

const path = "/api/v1/namespaces/loki/pods/" + name

func TestCheckRunsOnePodAndRemovesIt(t *testing.T) {
	tests := map[string]struct{ status, log, want string }{
		"all well": {`{"phase":"Succeeded"}`, complete(), ""},
		"it fails": {`{"phase":"Failed","reason":"DeadlineExceeded"}`, "half a line", `DeadlineExceeded`},
		"no image": {`{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ErrImagePull"}}}]}`, "", "ErrImagePull"},
		"nothing":  {`{"phase":"Succeeded"}`, "", "it was not tried"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
			defer cancel()
			var calls []string
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				calls = append(calls, r.Method+" "+r.URL.Path)
				switch {
				case strings.HasSuffix(r.URL.Path, "/log"):
					_, _ = w.Write([]byte(test.log))
				case r.Method == http.MethodGet:
					_, _ = w.Write([]byte(`{"status":` + test.status + `}`))
				}
			})
			usage, err := Check(ctx, client, "mc:1", loki(t))
			if test.want == "" && (err != nil || usage != Usage{Objects: 3, Bytes: 4711}) {
				t.Errorf("got %+v, %v", usage, err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
			want := []string{"DELETE " + path, "POST /api/v1/namespaces/loki/pods", "GET " + path, "GET " + path + "/log", "DELETE " + path}
			if !slices.Equal(calls, want) {
				t.Errorf("calls %q, want %q", calls, want)
			}
		})
	}
}

func TestARefusedPodIsAnError(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Error(w, "exceeded quota", http.StatusForbidden)
		}
	})
	_, err := Check(context.Background(), client, "mc:1", loki(t))
	if err == nil || !strings.Contains(err.Error(), "trying the credentials of loki: creating pod "+name) {
		t.Errorf("error = %v", err)
	}
}

func TestThePodNamesItsSecretAndHoldsNone(t *testing.T) {
	raw, err := json.Marshal(pod("mc:1", "loki-chunks", others(loki(t))))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"envFrom":[{"secretRef":{"name":"kalypso-s3"}}]`, `"image":"mc:1"`, `"restartPolicy":"Never"`, `"limits":{"memory":"128Mi"}`,
		`{"name":"OWN","value":"loki-chunks"}`, `{"name":"OTHERS","value":"mimir-data tempo-traces pyroscope"}`,
		`{"name":"STORE","value":"http://kalypso-minio.minio.svc.cluster.local:9000"}`, `"activeDeadlineSeconds":300`,
	} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
}

// complete is the log with every attempt that Loki's pod makes.
func complete() string {
	lines := []string{`attempt usage loki-chunks allowed {"size":4711,"objects":3}`, "attempt users server denied {}"}
	for _, bucket := range []string{"mimir-data", "tempo-traces", "pyroscope"} {
		for _, action := range []string{"list", "get", "put"} {
			lines = append(lines, "attempt "+action+" "+bucket+" denied {}")
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func loki(t *testing.T) backend.Backend {
	t.Helper()
	for _, b := range backend.All() {
		if b.Name == "loki" {
			return b
		}
	}
	t.Fatal("there is no Loki")
	return backend.Backend{}
}

// serve stands in for the API server.
func serve(t *testing.T, handler http.HandlerFunc) *kube.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
