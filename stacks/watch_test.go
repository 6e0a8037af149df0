package stacks_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// watches reports whether a resource is a dashboard, a file of rules or the word of an update: which are there follows from what is on,
// by tests of their own.
func watches(id string) bool {
	return slices.ContainsFunc([]string{"ConfigMap grafana/dashboards-", "ConfigMap mimir/kalypso-rules", "ConfigMap loki/kalypso-rules",
		"ConfigMap telemetry/kalypso-deployment-"},
		func(prefix string) bool { return strings.HasPrefix(id, prefix) })
}

// shop is a drop-in that brings a dashboard for each of two stores, and rules.
func shop(t *testing.T) string {
	project := stackstest.Project(t)
	for file, text := range map[string]string{
		"namespace.yaml":     "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    argocd.argoproj.io/sync-wave: \"7\"\n",
		"kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\nresources:\n  - namespace.yaml\n",
		"dashboards/Shop/orders.json": `{"uid": "orders", "title": "Orders", "panels": [
			{"type": "stat", "title": "Orders", "datasource": {"uid": "mimir"}}, {"type": "logs", "title": "Lines", "datasource": {"uid": "loki"}}]}`,
		"dashboards/lines.json":  `{"uid": "lines", "title": "Lines", "panels": [{"type": "logs", "title": "All", "datasource": {"uid": "loki"}}]}`,
		"rules/orders.yaml":      "groups: [{name: orders, rules: [{alert: NoOrders, expr: orders < 1, annotations: {dashboard: /d/orders}}]}]",
		"log-rules/orders.yaml":  "groups: [{name: lines, rules: [{alert: Panics, expr: 'count_over_time({a=\"b\"}[5m]) > 0'}]}]",
		"runbooks/NoOrders.md":   "# NoOrders\nSell something.",
		"runbooks/.gitkeep":      "",
		"dashboards/.DS_Store.x": "",
	} {
		at := filepath.Join(project, "manifests", "shop", file)
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o755))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	return project
}

func TestWhatPeopleDropInIsInGrafanaAndEvaluated(t *testing.T) {
	r := deployIn(t, shop(t), stackstest.Config{"alerting": map[string]any{"grafanaURL": "https://grafana.example.org"}})
	assert.Contains(t, folder(t, r, "Shop")["orders.json"], `"title":"Lines"`)
	assert.Contains(t, folder(t, r, "shop"), "lines.json", "without a folder, the component's name")
	rules := r.get(t, "ConfigMap mimir/kalypso-rules").Plain()["data"].(map[string]any)["shop.orders.yaml"]
	assert.Contains(t, rules, "dashboard: https://grafana.example.org/d/orders")
	assert.Contains(t, rules, "Sell something.")
	assert.Contains(t, r.get(t, "ConfigMap loki/kalypso-rules").Plain()["data"], "shop.orders.yaml")
}

// folder is what Grafana's sidecar finds for a folder: the JSON of dashboards by file.
func folder(t *testing.T, r *recording, title string) map[string]any {
	t.Helper()
	files := map[string]any{}
	for _, id := range r.ids() {
		if !strings.HasPrefix(id, "ConfigMap grafana/dashboards-") {
			continue
		}
		made := r.get(t, id).Plain()
		if made["metadata"].(map[string]any)["annotations"].(map[string]any)["grafana_folder"] == title {
			maps.Copy(files, made["data"].(map[string]any))
		}
	}
	require.NotEmpty(t, files, title)
	return files
}

func TestWhatIsOffTakesItsDashboardsAndRulesWithIt(t *testing.T) {
	project := shop(t)
	r := deployIn(t, project, stackstest.Config{"components": stackstest.Off("loki")})
	assert.NotContains(t, r.ids(), "ConfigMap grafana/dashboards-shop")
	assert.NotContains(t, folder(t, r, "Platform"), "kalypso-loki.json")
	assert.Contains(t, folder(t, r, "Platform"), "kalypso-tempo.json")
	rules := r.get(t, "ConfigMap mimir/kalypso-rules").Plain()["data"]
	assert.Contains(t, rules, "tempo.tempo.yaml")
	assert.NotContains(t, rules, "loki.loki.yaml")
	orders := folder(t, r, "Shop")["orders.json"]
	assert.NotContains(t, orders, "Lines", "a panel that asks Loki")
	said := strings.Join(r.told, "\n")
	assert.Contains(t, said, "loki is off, and with it its")
	assert.Contains(t, said, "dashboards are left out that ask nothing but what is off (loki): shop/dashboards/lines.json")
	assert.Contains(t, said, "rules are left out, for mimir evaluates them and sends alerts, and loki evaluates those of logs: shop/log-rules/orders.yaml")
}

func TestMoreRulesThanAConfigMapHoldsAreRefused(t *testing.T) {
	project := shop(t)
	runbook := filepath.Join(project, "manifests", "shop", "runbooks", "NoOrders.md")
	require.NoError(t, os.WriteFile(runbook, []byte(strings.Repeat("sell ", 210_000)), 0o600))
	_, err := attempt(t, project, nil)
	assert.ErrorContains(t, err, "manifests/*/rules: with their runbooks they have 1")
	assert.ErrorContains(t, err, "the longest is shop.orders.yaml, with 1050")
}
