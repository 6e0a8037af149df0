package outside

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// A store that an interrupted run has left is removed, another is made, and its keys stand in its Secret alone.
func TestStartMakesAStoreOfItsOwn(t *testing.T) {
	var calls []string
	bodies := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls = append(calls, r.Method+" "+r.URL.Path)
		switch {
		case r.Method == http.MethodPost:
			body, _ := io.ReadAll(r.Body)
			bodies[r.URL.Path] = string(body)
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/pods/"+name):
			_, _ = io.WriteString(w, `{"status":{"conditions":[{"type":"Ready","status":"True"}]}}`)
		case r.Method == http.MethodGet:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"kind":"Status","message":"gone","reason":"NotFound"}`)
		}
	}))
	defer server.Close()
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(context.Background(), client, "minio:1")
	if err != nil {
		t.Fatal(err)
	}
	below := "/api/v1/namespaces/" + name
	want := []string{"DELETE " + below, "GET " + below, "POST /api/v1/namespaces", "POST " + below + "/secrets", "POST " + below + "/services",
		"POST " + below + "/pods", "GET " + below + "/pods/" + name}
	if !slices.Equal(calls, want) {
		t.Errorf("calls %q, want %q", calls, want)
	}
	var secret struct{ StringData map[string]string }
	err = json.Unmarshal([]byte(bodies[below+"/secrets"]), &secret)
	if err != nil || secret.StringData["MINIO_ROOT_PASSWORD"] != s.SecretKey {
		t.Errorf("secret %v, %v", secret, err)
	}
	if pod := bodies[below+"/pods"]; strings.Contains(pod, s.SecretKey) || strings.Contains(pod, s.AccessKey) ||
		!strings.Contains(pod, "/data/loki-chunks") {
		t.Errorf("the pod is %s", pod)
	}
}
