package preflight_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
)

const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"

// review answers whether a right is there.
func review(allowed func(verb, group, resource string) bool) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Spec struct {
				ResourceAttributes struct{ Verb, Group, Resource string }
			}
		}
		_ = json.NewDecoder(r.Body).Decode(&asked) // what is not read is denied
		of := asked.Spec.ResourceAttributes
		_ = json.NewEncoder(w).Encode(map[string]any{"status": map[string]any{"allowed": allowed(of.Verb, of.Group, of.Resource)}})
	}
}

func everything(string, string, string) bool { return true }

// server is a healthy cluster.
func server(t *testing.T) *apitest.Server {
	var lists struct{ StorageClasses, Services, DaemonSets, Nodes any }
	require.NoError(t, json.Unmarshal([]byte(healthy), &lists))
	answers := map[string]any{"/version": map[string]any{}, reviews: review(everything), "/api/v1/namespaces/default/pods": map[string]any{}}
	for path, items := range map[string]any{
		"/api/v1/namespaces": nil, "/api/v1/persistentvolumeclaims": nil, "/api/v1/pods": nil, "/api/v1/limitranges": nil,
		"/api/v1/resourcequotas": nil, "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases": nil,
		"/apis/apiregistration.k8s.io/v1/apiservices":                           nil,
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions":               nil,
		"/apis/rbac.authorization.k8s.io/v1/clusterroles":                       nil,
		"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings":                nil,
		"/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations":   nil,
		"/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": nil,
		"/apis/storage.k8s.io/v1/storageclasses":                                lists.StorageClasses,
		"/api/v1/services":                                                      lists.Services, "/apis/apps/v1/daemonsets": lists.DaemonSets, "/api/v1/nodes": lists.Nodes,
	} {
		answers[path] = map[string]any{"items": items}
	}
	return &apitest.Server{Answers: answers}
}

func TestAskingAHealthyCluster(t *testing.T) {
	s := server(t)
	found := preflight.Ask(t.Context(), s.Start(t))
	assert.Empty(t, found.Failed)
	warnings, refusals := preflight.Split(preflight.Judge(plan(), found))
	assert.Empty(t, warnings)
	require.NoError(t, refusals)
	for _, request := range s.Asked() {
		if !strings.HasPrefix(request, "GET ") {
			assert.Contains(t, []string{"POST " + reviews, "POST /api/v1/namespaces/default/pods?dryRun=All"}, request, "it changes nothing")
		}
	}
}

// An account that may not do everything is asked about for each.
func TestRightsAreAskedForOneByOneWhereNotAllAreThere(t *testing.T) {
	s := server(t)
	s.Answers[reviews] = review(func(verb, group, resource string) bool {
		return verb == "create" && group != "rbac.authorization.k8s.io"
	})
	found := preflight.Ask(t.Context(), s.Start(t))
	assert.Contains(t, found.Denied, "create clusterroles.rbac.authorization.k8s.io")
	assert.Contains(t, found.Denied, "delete secrets")
	assert.NotContains(t, found.Denied, "create secrets")
}

// Only an admission's refusal of the privileged pod means anything.
func TestTheClustersOwnPodSecurityIsTried(t *testing.T) {
	for message, refused := range map[string]bool{
		`pods "kalypso-doctor" is forbidden: violates PodSecurity "restricted:latest": privileged`:     true,
		`admission webhook "validate.kyverno.svc" denied the request: privileged pods are not allowed`: true,
		`pods is forbidden: User "me" cannot create resource "pods"`:                                   false,
	} {
		s := server(t)
		s.Answers["/api/v1/namespaces/default/pods"] = apitest.Refusal{Code: http.StatusForbidden, Message: message}
		found := preflight.Ask(t.Context(), s.Start(t))
		assert.Empty(t, found.Failed)
		assert.Equal(t, refused, found.Privileged != "", message)
	}
}

// A cluster that tells little is not refused for it, and one that hangs does not hold up the rest.
func TestWhatIsNotToldIsAWarning(t *testing.T) {
	s := server(t)
	s.Answers["/api/v1/nodes"] = apitest.Refusal{Code: http.StatusForbidden, Message: "nodes is forbidden"}
	warnings, refusals := preflight.Split(preflight.Judge(plan(), preflight.Ask(t.Context(), s.Start(t))))
	require.NoError(t, refusals)
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "not checked: asking for nodes: nodes is forbidden")
}

func TestClocksAreCompared(t *testing.T) {
	s := server(t)
	s.Answers["/version"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
	}
	warnings, _ := preflight.Split(preflight.Judge(plan(), preflight.Ask(t.Context(), s.Start(t))))
	require.Len(t, warnings, 1)
	assert.Regexp(t, `the API server's clock is (3599|360\d) s behind this machine's`, warnings[0])
}
