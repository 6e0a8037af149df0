package drift

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

const manifest = `
apiVersion: v1
kind: Service
metadata: {name: gone, labels: {own: label}}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: right}
---
apiVersion: v1
kind: Service
metadata: {name: pruned}
spec: {unknown: field}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: same}
data:
  a: |
    ends with a newline
`

// served is an API server in which the release loki was deployed, and what it was asked to change.
func served(t *testing.T) (client *kube.Client, asked map[string]string) {
	record, err := records.Encode(map[string]any{"name": "loki", "version": 1, "manifest": manifest})
	require.NoError(t, err)
	asked = map[string]string{}
	answers := map[string]string{
		"/apis/autoscaling/v2/horizontalpodautoscalers": `{}`,
		"/api/v1": `{"resources": [{"name": "services", "kind": "Service", "namespaced": true}, {"name": "services/status", "kind": "Service",
			"namespaced": true}, {"name": "secrets", "kind": "Secret", "namespaced": true}, {"name": "configmaps", "kind": "ConfigMap", "namespaced": true}]}`,
		"/api/v1/namespaces/loki/secrets": fmt.Sprintf(
			`{"items": [{"metadata": {"labels": {"name": "loki", "version": "1"}}, "data": {"release": %q}}]}`, record),
		"/api/v1/namespaces/loki/secrets/login":   `{"data": {"password": "d3Jvbmc="}}`,
		"/api/v1/namespaces/loki/services/pruned": `{"spec": {"clusterIP": "10.0.0.1"}}`,
		"/api/v1/namespaces/loki/configmaps/same": `{"data": {"a": "ends with a newline\n"}}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer, known := answers[r.URL.Path]
		switch {
		case r.Method == http.MethodPatch && r.URL.Query().Has("dryRun"):
			if r.URL.Path == "/api/v1/namespaces/loki/secrets/login" {
				answer = string(body)
			}
		case r.Method != http.MethodGet:
			asked[r.Method+" "+r.URL.Path] = string(body)
			answer, known = "{}", true
		}
		if !known {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	client, err = kube.New(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return client, asked
}

func TestDriftIsFoundAndRepaired(t *testing.T) {
	client, asked := served(t)
	found, err := Find(t.Context(), client, []records.Release{{Namespace: "loki", Name: "loki"}})
	require.NoError(t, err)
	var names []string
	for _, one := range found {
		names = append(names, one.Object)
		assert.Equal(t, one.Object == "Service loki/gone", one.Missing, one.Object)
		for _, d := range one.Differences {
			assert.Equal(t, Difference{"data.password", "(secret)", "(secret)"}, d)
		}
	}
	assert.ElementsMatch(t, []string{"Service loki/gone", "Secret loki/login"}, names)
	assert.Empty(t, asked, "looking changes nothing")

	require.NoError(t, Repair(t.Context(), client, found))
	assert.Len(t, asked, 2)
	assert.JSONEq(t, `{"data": {"password": "cmlnaHQ="}}`, asked["PATCH /api/v1/namespaces/loki/secrets/login"])
	var made struct {
		Metadata struct{ Labels, Annotations map[string]string }
	}
	require.NoError(t, json.Unmarshal([]byte(asked["POST /api/v1/namespaces/loki/services"]), &made))
	assert.Equal(t, map[string]string{"own": "label", "app.kubernetes.io/managed-by": "Helm"}, made.Metadata.Labels)
	assert.Equal(t, map[string]string{"meta.helm.sh/release-name": "loki", "meta.helm.sh/release-namespace": "loki"}, made.Metadata.Annotations)
}

func TestAReleaseThatHelmDoesNotKnowIsNamed(t *testing.T) {
	client, _ := served(t)
	_, err := Find(t.Context(), client, []records.Release{{Namespace: "loki", Name: "other"}})
	assert.ErrorContains(t, err, "release other in loki")
}
