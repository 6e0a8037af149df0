package cluster_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	kubeconfigs "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
)

func TestAsk(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		want   cluster.Version
		tooOld bool
	}{
		"current":           {`{"major": "1", "minor": "34"}`, cluster.Version{Major: 1, Minor: 34}, false},
		"the floor":         {`{"major": "1", "minor": "29"}`, cluster.Version{Major: 1, Minor: 29}, false},
		"with a plus":       {`{"major": "1", "minor": "29+", "gitVersion": "v1.29.4-eks-1"}`, cluster.Version{Major: 1, Minor: 29}, false},
		"below the floor":   {`{"major": "1", "minor": "28"}`, cluster.Version{Major: 1, Minor: 28}, true},
		"below with a plus": {`{"major": "1", "minor": "28+"}`, cluster.Version{Major: 1, Minor: 28}, true},
		"a new major":       {`{"major": "2", "minor": "0"}`, cluster.Version{Major: 2, Minor: 0}, false},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: kubeconfig(t, answering(t, c.answer))})
			require.NoError(t, err)
			assert.Equal(t, c.want, answer.Version)
			assert.Equal(t, c.tooOld, answer.Version.TooOld())
		})
	}
}

func TestAskOverTLS(t *testing.T) {
	server := httptest.NewTLSServer(versions(`{"major": "1", "minor": "31"}`))
	t.Cleanup(server.Close)
	answer, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: kubeconfig(t, server), Context: "test"})
	require.NoError(t, err)
	assert.Equal(t, "1.31", answer.Version.String())
}

// No answer, or no sensible one: a preview does without it, so the error has a type of its own.
func TestNoAnswerIsUnreachable(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(failing.Close)
	for name, server := range map[string]*httptest.Server{
		"connection refused": gone,
		"a broken proxy":     failing,
		"no JSON":            answering(t, `<html>log in here</html>`),
		"no version":         answering(t, `{}`),
		"a version of words": answering(t, `{"major": "one", "minor": "many"}`),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: kubeconfig(t, server), Context: "test"})
			var unreachable cluster.UnreachableError
			require.ErrorAs(t, err, &unreachable)
			assert.ErrorContains(t, err, `context "test"`)
		})
	}
}

func TestNoAnswerInTimeIsUnreachable(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	// The cluster accepts and says nothing; what ends the wait here is what ends it after five seconds in production.
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		cancel()
		<-request.Context().Done()
	}))
	t.Cleanup(silent.Close)
	_, err := cluster.Ask(ctx, config.Cluster{Kubeconfig: kubeconfig(t, silent)})
	var unreachable cluster.UnreachableError
	require.ErrorAs(t, err, &unreachable)
	assert.ErrorIs(t, err, context.Canceled)
}

// Who is not known, or not admitted, is told so: the cluster answers.
func TestARefusalIsNoSilence(t *testing.T) {
	for _, code := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }))
		t.Cleanup(server.Close)
		_, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: kubeconfig(t, server)})
		require.ErrorAs(t, err, new(cluster.RefusedError))
		assert.NotErrorAs(t, err, new(cluster.UnreachableError))
	}
}

// A credential plugin that signs in slowly is waited for, as long as there is time, and no longer.
func TestASlowCredentialPlugin(t *testing.T) {
	server := httptest.NewTLSServer(versions(`{"major": "1", "minor": "31"}`)) // without TLS the plugin is not asked
	t.Cleanup(server.Close)
	path := kubeconfig(t, server)
	settings, err := clientcmd.LoadFromFile(path)
	require.NoError(t, err)
	credential := `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}`
	settings.AuthInfos["test"].Exec = &kubeconfigs.ExecConfig{
		Command: "sh", Args: []string{"-c", "sleep 2.5; echo '" + credential + "'"}, APIVersion: "client.authentication.k8s.io/v1",
		InteractiveMode: kubeconfigs.NeverExecInteractiveMode,
	}
	require.NoError(t, clientcmd.WriteToFile(*settings, path))

	_, err = cluster.Ask(t.Context(), config.Cluster{Kubeconfig: path})
	require.NoError(t, err)

	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	settings.AuthInfos["test"].Exec.Args[1] = "sleep 1" // another plugin: the first one's answer is kept
	require.NoError(t, clientcmd.WriteToFile(*settings, path))
	_, err = cluster.Ask(short, config.Cluster{Kubeconfig: path})
	require.ErrorAs(t, err, new(cluster.UnreachableError))
	assert.ErrorContains(t, err, "credential plugin")
}

// The cluster is told apart by what is made with it: namespace kube-system.
func TestAClusterSaysWhoItIs(t *testing.T) {
	mux := versions(`{"major": "1", "minor": "34"}`)
	mux.HandleFunc("GET /api/v1/namespaces/kube-system", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"metadata": {"uid": "u-1"}}`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	answer, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: kubeconfig(t, server)})
	require.NoError(t, err)
	assert.Equal(t, "u-1", answer.UID)
	assert.Equal(t, "test", cluster.Identify(config.Cluster{Driver: config.Existing}, answer).Context, "the current context is settled")
}

// Several files are one kubeconfig, as for kubectl; a home directory may be meant.
func TestKubeconfigsOfSeveralFilesAndOfHome(t *testing.T) {
	path := kubeconfig(t, answering(t, `{"major": "1", "minor": "33"}`))
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "not-there")+string(filepath.ListSeparator)+path)
	_, err := cluster.Ask(t.Context(), config.Cluster{})
	require.NoError(t, err)
	t.Setenv("HOME", filepath.Dir(path))
	_, err = cluster.Ask(t.Context(), config.Cluster{Kubeconfig: "~/" + filepath.Base(path)})
	require.NoError(t, err)
}

// A kubeconfig that is wrong stays wrong, also for a preview: these are not UnreachableErrors.
func TestWrongKubeconfig(t *testing.T) {
	good := kubeconfig(t, answering(t, `{"major": "1", "minor": "34"}`))
	garbage := filepath.Join(t.TempDir(), "garbage")
	require.NoError(t, os.WriteFile(garbage, []byte("\tno: yaml"), 0o600))
	for name, c := range map[string]struct {
		cluster config.Cluster
		want    []string
	}{
		"unknown context": {config.Cluster{Kubeconfig: good, Context: "prod"}, []string{`context "prod"`, "does not exist", good}},
		"no such file":    {config.Cluster{Kubeconfig: "/no/such/kubeconfig"}, []string{"/no/such/kubeconfig", "no such file"}},
		"no kubeconfig":   {config.Cluster{Kubeconfig: garbage}, []string{garbage}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cluster.Ask(t.Context(), c.cluster)
			require.Error(t, err)
			for _, want := range append(c.want, "kalypso:cluster") {
				assert.ErrorContains(t, err, want)
			}
			assert.NotErrorAs(t, err, new(cluster.UnreachableError))
		})
	}
}

// Before a cluster is made there is nothing to ask: that is told from a wrong kubeconfig.
func TestNoClusterToAsk(t *testing.T) {
	good := kubeconfig(t, answering(t, `{"major": "1", "minor": "34"}`))
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for name, c := range map[string]struct {
		cluster config.Cluster
		all     bool // the whole kubeconfig is not there
	}{
		"no such context": {config.Cluster{Kubeconfig: good, Context: "colima-kalypso"}, false},
		"no such file":    {config.Cluster{Kubeconfig: "/no/such/kubeconfig"}, true},
		"an empty file":   {config.Cluster{Kubeconfig: empty}, true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cluster.Ask(t.Context(), c.cluster)
			var absent api.AbsentError
			require.ErrorAs(t, err, &absent)
			assert.Equal(t, c.all, absent.Kubeconfig)
		})
	}
	garbage := filepath.Join(t.TempDir(), "garbage")
	require.NoError(t, os.WriteFile(garbage, []byte("\tno: yaml"), 0o600))
	_, err := cluster.Ask(t.Context(), config.Cluster{Kubeconfig: garbage})
	require.Error(t, err)
	assert.NotErrorAs(t, err, new(api.AbsentError))
}

// Without a configured kubeconfig the file is found as kubectl finds it.
func TestKubeconfigFromEnvironment(t *testing.T) {
	t.Setenv("KUBECONFIG", kubeconfig(t, answering(t, `{"major": "1", "minor": "33"}`)))
	answer, err := cluster.Ask(t.Context(), config.Cluster{})
	require.NoError(t, err)
	assert.Equal(t, "1.33", answer.Version.String())
}

func answering(t *testing.T, body string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(versions(body))
	t.Cleanup(server.Close)
	return server
}

// versions answers as an API server does: /version, and nothing else.
func versions(body string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	return mux
}

// kubeconfig writes a kubeconfig with one context, "test", for a server.
func kubeconfig(t *testing.T, server *httptest.Server) string {
	t.Helper()
	entry := kubeconfigs.NewCluster()
	entry.Server = server.URL
	entry.InsecureSkipTLSVerify = server.TLS != nil
	access := kubeconfigs.NewContext()
	access.Cluster, access.AuthInfo = "test", "test"
	settings := kubeconfigs.NewConfig()
	settings.Clusters["test"], settings.Contexts["test"], settings.AuthInfos["test"] = entry, access, kubeconfigs.NewAuthInfo()
	settings.CurrentContext = "test"
	path := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, clientcmd.WriteToFile(*settings, path))
	return path
}
