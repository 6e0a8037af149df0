// Package apitest stands in for a cluster's API server where a test asks one.
package apitest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	kubeconfigs "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
)

// Server answers each path with a value as JSON, whatever is asked there, and 404 where there is none.
type Server struct {
	// Answers are by path, without a query. A function is called; another value is sent as JSON.
	Answers map[string]any

	mutex sync.Mutex
	asked []string
}

// Refusal is an answer that is a failure.
type Refusal struct {
	Code    int
	Message string
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	s.mutex.Unlock()
	answer, known := s.Answers[r.URL.Path]
	if !known {
		answer = Refusal{http.StatusNotFound, "the server could not find the requested resource"}
	}
	if call, ok := answer.(func(http.ResponseWriter, *http.Request)); ok {
		call(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if refusal, ok := answer.(Refusal); ok {
		reason := map[int]string{http.StatusForbidden: "Forbidden", http.StatusNotFound: "NotFound"}[refusal.Code]
		w.WriteHeader(refusal.Code)
		answer = map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": refusal.Message, "reason": reason,
			"code": refusal.Code}
	}
	_ = json.NewEncoder(w).Encode(answer) // who has gone reads no answer
}

// Asked lists the requests so far, each as "GET /path?query".
func (s *Server) Asked() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]string(nil), s.asked...)
}

// Start starts the server until the test ends and returns a client of it.
func (s *Server) Start(t testing.TB) api.Client {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, clientcmd.WriteToFile(kubeconfigs.Config{
		Clusters:       map[string]*kubeconfigs.Cluster{"test": {Server: server.URL}},
		Contexts:       map[string]*kubeconfigs.Context{"test": {Cluster: "test"}},
		CurrentContext: "test",
	}, file))
	client, err := api.Connect(config.Cluster{Kubeconfig: file})
	require.NoError(t, err)
	return client
}
