package target

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kubeconfig names two clusters, of which only the second is there, and a token for it.
func kubeconfig(t *testing.T, server string, authority []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: gone
clusters:
  - {name: gone, cluster: {server: "http://127.0.0.1:1"}}
  - {name: here, cluster: {server: %q, certificate-authority-data: %s}}
users:
  - {name: me, user: {token: secret}}
contexts:
  - {name: gone, context: {cluster: gone, user: me}}
  - {name: here, context: {cluster: here, user: me}}
`, server, base64.StdEncoding.EncodeToString(authority))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestConnectIsSomebodyInTheNamedContextAndFreeSparesAPlatform(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bearer secret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/api/v1/namespaces/mimir":
			_ = json.NewEncoder(w).Encode(map[string]any{"metadata": map[string]any{"name": "mimir"}})
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	cluster, err := Connect(kubeconfig(t, server.URL, authority), "here")
	if err != nil {
		t.Fatal(err)
	}
	if err := cluster.Free(t.Context(), []string{"loki", "tempo"}); err != nil {
		t.Errorf("a cluster without a platform: %v", err)
	}
	err = cluster.Free(t.Context(), []string{"loki", "mimir"})
	if err == nil || !strings.Contains(err.Error(), "namespace mimir exists in context here") {
		t.Errorf("a cluster with one: %v", err)
	}
}

func TestConnectNamesAContextThatIsNotThere(t *testing.T) {
	if _, err := Connect(kubeconfig(t, "https://127.0.0.1:1", nil), "nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("error = %v", err)
	}
}
