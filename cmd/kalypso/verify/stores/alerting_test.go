package stores

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAlertmanagersAnswersAreRead(t *testing.T) {
	api := answering(t, 200, `[{"labels":{"alertname":"X"},"annotations":{"summary":"x"},"startsAt":"2026-01-02T03:04:05Z",
		"endsAt":"2026-01-02T03:09:05Z","fingerprint":"ab","status":{"state":"suppressed","silencedBy":["5f"],"inhibitedBy":[]},
		"receivers":[{"name":"oncall"}]}]`)
	found, err := Alertmanager{api}.Alerts(t.Context(), `alertname="X"`)
	require.NoError(t, err)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	assert.Equal(t, []Alert{{
		Labels: map[string]string{"alertname": "X"}, Annotations: map[string]string{"summary": "x"},
		StartsAt: at, EndsAt: at.Add(5 * time.Minute),
		Status:    AlertStatus{State: "suppressed", SilencedBy: []string{"5f"}, InhibitedBy: []string{}},
		Receivers: []string{"oncall"},
	}}, found)
	text, err := json.Marshal(Alert{Labels: map[string]string{"alertname": "X"}, StartsAt: at, EndsAt: at, Receivers: []string{"not sent"}})
	require.NoError(t, err)
	assert.Equal(t, `{"labels":{"alertname":"X"},"startsAt":"2026-01-02T03:04:05Z","endsAt":"2026-01-02T03:04:05Z"}`, string(text))
	api = answering(t, 200, `[{"receiver":{"name":"shop"},"alerts":[{"status":{"mutedBy":["nights"]}}]},
		{"receiver":{"name":"oncall"},"alerts":[{}]}]`)
	muted, err := Alertmanager{api}.Muted(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{"shop": {"nights"}}, muted)
}

func TestRoutesSayWhatAReceiverTakes(t *testing.T) {
	answer, err := json.Marshal(map[string]any{"config": map[string]any{"original": `
route: {receiver: none, routes: [
  {receiver: shop, matchers: ['k8s_namespace_name=~"sh\\.op-.*|cart"', 'severity=~"warning"']}, {receiver: all}]}
receivers: [{name: none}, {name: shop, webhook_configs: [{url: <secret>}]}]`}})
	require.NoError(t, err)
	routes, err := Alertmanager{answering(t, 200, string(answer))}.Routes(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "sh.op-test", routes.Takes("shop", "k8s_namespace_name"))
	assert.Equal(t, "warning", routes.Takes("shop", "severity"))
	assert.Empty(t, routes.Takes("all", "severity"))
	assert.Equal(t, []string{"webhook"}, routes.Integrations("shop"))
	assert.Empty(t, routes.Integrations("none"))
}

func TestRulersAnswersAreRead(t *testing.T) {
	api := answering(t, 200, `{"data":{"groups":[{"name":"nodes","file":"x","interval":60,"lastEvaluation":"2026-01-02T03:04:05Z",
		"rules":[{"name":"A","health":"err","lastError":"bad","type":"alerting"}]}]}}`)
	groups, err := Ruler{api}.Groups(t.Context())
	require.NoError(t, err)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	assert.Equal(t, []RuleGroup{{"nodes", 60, at, []Rule{{"A", "err", "bad"}}}}, groups)
	api = answering(t, 200, `{"data":{"alerts":[
		{"labels":{"alertname":"A"},"state":"pending","activeAt":"2026-01-02T03:04:05Z","value":"1e+00"}]}}`)
	alerts, err := Ruler{api}.Alerts(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []RuledAlert{{Labels: map[string]string{"alertname": "A"}, State: "pending", ActiveAt: at}}, alerts)
	_, err = Ruler{answering(t, 404, "404 page not found")}.Alerts(t.Context())
	assert.ErrorIs(t, err, ErrNotThere)
	assert.ErrorContains(t, err, "404 page not found")
}
