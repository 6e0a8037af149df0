package reach

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/apimachinery/pkg/util/httpstream/spdy"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

func TestServicesAreReadFromAddresses(t *testing.T) {
	for address, want := range map[string]Service{
		"http://mimir-gateway.mimir.svc.cluster.local:80/prometheus": {"mimir-gateway", "mimir", 80},
		"http://kalypso-collector.telemetry.svc:4318":                {"kalypso-collector", "telemetry", 4318},
		"https://grafana.grafana":                                    {"grafana", "grafana", 443},
		"http://grafana.grafana/x":                                   {"grafana", "grafana", 80},
	} {
		found, err := ParseService(address)
		require.NoError(t, err)
		assert.Equal(t, want, found)
	}
	for _, address := range []string{"", "localhost:80", "http://localhost:80", "://"} {
		_, err := ParseService(address)
		assert.ErrorContains(t, err, "reading address", address)
	}
}

// cluster is an API server that has one Service, and leads to its pod.
type cluster struct {
	service, pods string
	pod           string // its address
	asked         string // the path of the last port-forward
}

func (c *cluster) start(t *testing.T) *Forward {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(text *string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, *text) }
	}
	mux.HandleFunc("GET /api/v1/namespaces/tempo/services/tempo-gateway", answer(&c.service))
	mux.HandleFunc("GET /api/v1/namespaces/tempo/pods", answer(&c.pods))
	mux.HandleFunc("POST /api/v1/namespaces/tempo/pods/{pod}/portforward", c.forward) // SPDY only, as an older server
	nodes, secret := `{"items":[{"metadata":{"name":"a"}}]}`, `{"data":{"user":"YWRtaW4=","password":"c2VjcmV0"}}`
	mux.HandleFunc("GET /api/v1/nodes", answer(&nodes))
	mux.HandleFunc("GET /api/v1/namespaces/grafana/secrets/login", answer(&secret))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	forward, err := NewForward(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return forward
}

// forward does what a kubelet does: a data stream leads to the pod.
func (c *cluster) forward(w http.ResponseWriter, r *http.Request) {
	c.asked = r.URL.Path
	if _, err := httpstream.Handshake(r, w, []string{"portforward.k8s.io"}); err != nil {
		return
	}
	connection := spdy.NewResponseUpgrader().UpgradeResponse(w, r, func(stream httpstream.Stream, replied <-chan struct{}) error {
		go func() {
			<-replied
			if stream.Headers().Get("streamType") == "data" {
				c.copy(stream, stream.Headers().Get("port"))
			}
			_ = stream.Close()
		}()
		return nil
	})
	<-connection.CloseChan()
}

func (c *cluster) copy(stream httpstream.Stream, port string) {
	host, _, _ := net.SplitHostPort(c.pod)
	pod, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return
	}
	defer pod.Close()
	go func() { _, _ = io.Copy(pod, stream) }()
	_, _ = io.Copy(stream, pod)
}

// ready is a pod in which a program listens.
func ready(name, condition, port string) string {
	return `{"metadata":{"name":"` + name + `"},"spec":{"containers":[{"ports":[{"name":"http","containerPort":` + port + `}]}]},` +
		`"status":{"conditions":[{"type":"Ready","status":"` + condition + `"}]}}`
}

const named = `{"spec":{"selector":{"app":"tempo"},"ports":[{"port":9,"targetPort":"grpc"},{"port":3100,"targetPort":"http"}]}}`

func TestAPortForwardLeadsToAReadyPod(t *testing.T) {
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "you asked "+r.URL.Path)
	}))
	defer program.Close()
	address := program.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	c := &cluster{service: named, pod: address, pods: `{"items":[` + ready("old", "False", port) + "," + ready("tempo-1", "True", port) + "]}"}
	forward := c.start(t)
	defer forward.Close()
	for range 2 {
		url, err := forward.URL(t.Context(), "http://tempo-gateway.tempo.svc.cluster.local:3100/base")
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(url, "http://127.0.0.1:"), url)
		response, err := http.Get(url + "/api")
		require.NoError(t, err)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		_ = response.Body.Close()
		assert.Equal(t, "you asked /base/api", string(text))
	}
	assert.Contains(t, c.asked, "/tempo-1/")
}

func TestWhyAServiceIsNotReachedIsSaid(t *testing.T) {
	const base = "http://tempo-gateway.tempo.svc.cluster.local:3100"
	for want, c := range map[string]*cluster{
		"has no ready pod with port http, of 1": {service: named, pods: `{"items":[` + ready("tempo-1", "False", "80") + "]}"},
		"has no ready pod with port http, of 0": {service: named, pods: `{}`},
		"has no port 3100":                      {service: `{"spec":{"selector":{"app":"x"},"ports":[{"port":80}]}}`},
		"selects no pods":                       {service: `{"spec":{"ports":[{"port":3100}]}}`},
		"forwarding a port to pod tempo-1":      {service: named, pods: `{"items":[` + ready("tempo-1", "True", strconv.Itoa(1<<17)) + "]}"},
	} {
		forward := c.start(t)
		defer forward.Close()
		_, err := forward.URL(context.Background(), base)
		assert.ErrorContains(t, err, want)
	}
	_, err := (&cluster{}).start(t).URL(t.Context(), "http://loki.loki:80")
	assert.ErrorContains(t, err, "looking for Service loki in namespace loki")
}

func TestTheClusterNamesItsNodesAndGrafanasAdministrator(t *testing.T) {
	forward := (&cluster{}).start(t)
	defer forward.Close()
	nodes, err := forward.Nodes(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, nodes)
	grafana := proof.Grafana{Namespace: "grafana", Secret: "login", UserEntry: "user", PasswordEntry: "password"}
	user, password, err := forward.Login(t.Context(), grafana)
	require.NoError(t, err)
	assert.Equal(t, "admin secret", user+" "+password)
	grafana.PasswordEntry = "other"
	_, _, err = forward.Login(t.Context(), grafana)
	assert.ErrorContains(t, err, `Secret login has no entry "other"`)
}

func TestDirectTakesTheCredentialsFromTheEnvironment(t *testing.T) {
	_, _, err := Direct{}.Login(t.Context(), proof.Grafana{})
	assert.ErrorContains(t, err, UserVariable)
	t.Setenv(UserVariable, "admin")
	t.Setenv(PasswordVariable, "secret")
	user, password, err := Direct{}.Login(t.Context(), proof.Grafana{})
	require.NoError(t, err)
	assert.Equal(t, "admin secret", user+" "+password)
}
