package stacks_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
)

// What `kalypso adopt` has marked is imported, a release only while it is there, and the marked objects outlive the stack.
func TestWhatWasThereIsImported(t *testing.T) {
	server := apitest.Healthy()
	server.List("/api/v1/namespaces", `{"metadata": {"name": "grafana", "annotations":
		{"kalypso.io/adopted": "Namespace/grafana Release/grafana/grafana Release/grafana/gone Secret/grafana/grafana"}}}`)
	server.List("/api/v1/secrets", `{"metadata": {"name": "sh.helm.release.v1.grafana.v1", "namespace": "grafana", "labels": {"name": "grafana"}}}`,
		`{"metadata": {"name": "sh.helm.release.v1.loki.v1", "namespace": "loki", "labels": {"name": "loki"}}}`)
	recorded, err := record(t, false, on(t, server).Run)
	require.NoError(t, err)
	imported, retained := map[string]string{}, []string{}
	for _, r := range recorded.resources {
		if r.GetImportId() != "" {
			imported[r.id()] = r.GetImportId()
		}
		if r.GetRetainOnDelete() {
			retained = append(retained, r.id())
		}
	}
	assert.Equal(t, map[string]string{"Namespace grafana": "grafana", "Release grafana": "grafana/grafana", "Secret grafana/grafana": "grafana/grafana"},
		imported, "not loki's release: nobody has agreed to that")
	assert.ElementsMatch(t, []string{"Namespace grafana", "Secret grafana/grafana"}, retained)
}

// A namespace that may be somebody's is not deleted with the stack.
func TestWhereTheClusterDoesNotTellNamespacesStay(t *testing.T) {
	server := apitest.Healthy()
	server.Answers["/api/v1/namespaces"] = apitest.Refusal{Code: http.StatusForbidden, Message: "namespaces is forbidden"}
	recorded, err := record(t, false, on(t, server).Run)
	require.NoError(t, err)
	for _, r := range recorded.kind("Namespace") {
		assert.True(t, r.GetRetainOnDelete(), r.id())
	}
}
