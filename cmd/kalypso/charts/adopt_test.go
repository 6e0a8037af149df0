package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
)

// office is a cluster with a namespace that somebody has made, and where its kubeconfig is.
type office struct {
	kubeconfig string
	mutex      sync.Mutex
	mark       string // of the namespace
	written    []string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{kubeconfig: filepath.Join(t.TempDir(), "kubeconfig")}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	text := fmt.Sprintf("{apiVersion: v1, kind: Config, clusters: [{name: office, cluster: {server: %q}}], "+
		"contexts: [{name: office, context: {cluster: office}}], current-context: office}", server.URL)
	require.NoError(t, os.WriteFile(o.kubeconfig, []byte(text), 0o600))
	return o
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if r.Method != http.MethodGet && !r.URL.Query().Has("dryRun") {
		body, _ := io.ReadAll(r.Body)
		o.written = append(o.written, r.Method+" "+r.URL.Path+" "+string(body))
		o.mark = "Namespace/demo"
	}
	answers := map[string]string{
		"/version": `{"gitVersion": "v1.34.2"}`, "/apis": `{}`, "/api/v1/namespaces/demo/secrets": `{}`,
		"/api/v1":                 `{"resources": [{"name": "namespaces", "kind": "Namespace"}]}`,
		"/api/v1/namespaces/demo": fmt.Sprintf(`{"metadata": {"name": "demo", "annotations": {"kalypso.io/adopted": %q}}}`, o.mark),
	}
	answer, known := answers[r.URL.Path]
	if !known {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = io.WriteString(w, answer)
}

func TestAdoptShowsBeforeItTouches(t *testing.T) {
	w, cluster := newWorkshop(t), newOffice(t)
	_, err := commandtest.Run(newRoot(), "lock", w.archives)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(w.project, "Pulumi.prod.yaml"), []byte("config:\n  kalypso:rootSecret: {secure: v1:abc}\n"+
		"  kalypso:ebpf: \"off\"\n  kalypso:cluster: {driver: existing, kubeconfig: "+cluster.kubeconfig+"}\n"), 0o600))
	adopt := func(args ...string) string {
		out, err := commandtest.Run(newRoot(), append([]string{"adopt", "--stack", "prod", "--archives", w.archives}, args...)...)
		require.NoError(t, err)
		return out
	}
	out := adopt()
	assert.Regexp(t, `^Namespace +demo +the stack's from now on, and left when it goes: Namespace/demo\n1 steps; nothing was touched`, out)
	assert.Contains(t, out, "agree with --yes")
	assert.Empty(t, cluster.written)

	assert.Contains(t, adopt("--yes"), "1 steps done")
	require.Len(t, cluster.written, 1)
	assert.Contains(t, cluster.written[0], `PATCH /api/v1/namespaces/demo {"metadata":{"annotations":{"kalypso.io/adopted":"Namespace/demo"}`)
	assert.Contains(t, adopt("--yes"), "nothing is to be adopted")
	assert.Len(t, cluster.written, 1)
}
