package stores

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// straight leads to the address itself.
type straight struct{}

func (straight) URL(_ context.Context, base string) (string, error) { return base, nil }

// grafana answers each path with what is given.
func grafana(t *testing.T, answers map[string]any) Grafana {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		assert.NoError(t, json.NewEncoder(w).Encode(answer))
	}))
	t.Cleanup(server.Close)
	return Grafana{API: NewAPI(straight{}, server.URL)}
}

func TestGrafanaHasItsDashboards(t *testing.T) {
	g := grafana(t, map[string]any{"/api/search": []any{
		map[string]any{"uid": "a", "folderTitle": "Cluster"}, map[string]any{"uid": "b", "folderTitle": "General"}, map[string]any{"uid": "mine"}}})
	remark, err := g.Shows(t.Context(), map[string]string{"a": "Cluster"})
	require.NoError(t, err)
	assert.Equal(t, "1 in 1 folders", remark)
	_, err = g.Shows(t.Context(), map[string]string{"a": "Cluster", "b": "Cluster", "c": "Cluster"})
	assert.EqualError(t, err, `2 of 3 dashboards: b is in folder "General", not in "Cluster", c is missing`)
}

func TestGrafanaHasItsCorrelationsAndReceivers(t *testing.T) {
	g := grafana(t, map[string]any{
		"/api/datasources/correlations":                            map[string]any{"correlations": []any{map[string]any{"label": "logs"}}},
		"/api/datasources/proxy/uid/alertmanager/api/v2/receivers": []any{map[string]any{"name": "none"}, map[string]any{"name": "oncall"}},
	})
	_, err := g.Correlates(t.Context(), 2)
	assert.EqualError(t, err, "1 correlations, want 2")
	_, err = g.Correlates(t.Context(), 1)
	assert.NoError(t, err)
	_, err = g.Tells(t.Context(), []string{"oncall", "team"})
	assert.EqualError(t, err, "no receiver team, only none, oncall")
	_, err = g.Tells(t.Context(), []string{"oncall"})
	assert.NoError(t, err)
}
