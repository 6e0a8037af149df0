package preflight_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/config/charts"
)

func TestAskingAHealthyCluster(t *testing.T) {
	s := apitest.Healthy()
	found := preflight.Ask(t.Context(), s.Start(t))
	assert.Empty(t, found.Failed)
	warnings, refusals := preflight.Split(preflight.Judge(plan(), found))
	assert.Empty(t, warnings)
	require.NoError(t, refusals)
	for _, request := range s.Asked() {
		if !strings.HasPrefix(request, "GET ") {
			assert.Contains(t, []string{"POST " + apitest.Reviews, "POST /api/v1/namespaces/default/pods?dryRun=All"}, request, "it changes nothing")
		}
	}
}

// An account that may not do everything is asked about for each.
func TestRightsAreAskedForOneByOneWhereNotAllAreThere(t *testing.T) {
	s := apitest.Healthy()
	s.Answers[apitest.Reviews] = apitest.Review(func(verb, group, resource string) bool {
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
		s := apitest.Healthy()
		s.Answers["/api/v1/namespaces/default/pods"] = apitest.Refusal{Code: http.StatusForbidden, Message: message}
		found := preflight.Ask(t.Context(), s.Start(t))
		assert.Empty(t, found.Failed)
		assert.Equal(t, refused, found.Privileged != "", message)
	}
}

// A cluster that tells little is not refused for it, and one that hangs does not hold up the rest.
func TestWhatIsNotToldIsAWarning(t *testing.T) {
	s := apitest.Healthy()
	s.Answers["/api/v1/nodes"] = apitest.Refusal{Code: http.StatusForbidden, Message: "nodes is forbidden"}
	warnings, refusals := preflight.Split(preflight.Judge(plan(), preflight.Ask(t.Context(), s.Start(t))))
	require.NoError(t, refusals)
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "room, nodes, network policy: asking for nodes: nodes is forbidden")
}

func TestClocksAreCompared(t *testing.T) {
	s := apitest.Healthy()
	s.Answers["/version"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
	}
	warnings, _ := preflight.Split(preflight.Judge(plan(), preflight.Ask(t.Context(), s.Start(t))))
	require.Len(t, warnings, 1)
	assert.Regexp(t, `the API server's clock is (3599|360\d) s behind this machine's`, warnings[0])
}

// Every kind of which a chart makes an object without a namespace is listed.
func TestEveryKindInTheLockIsListed(t *testing.T) {
	lock, err := charts.ReadLock("../../../charts.lock")
	require.NoError(t, err)
	found, seen := preflight.Ask(t.Context(), apitest.Healthy().Start(t)), 0
	for chart, facts := range lock {
		for _, id := range facts.ClusterScoped {
			kind, _, _ := strings.Cut(id, "/")
			assert.Contains(t, found.Owned, kind, chart)
			seen++
		}
	}
	assert.Greater(t, seen, 20)
}
