package rules

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

func TestEveryRuleIsClearTestedAndExplained(t *testing.T) {
	s, err := load(project)
	require.NoError(t, err)
	for _, complaint := range s.complaints() {
		t.Error(complaint)
	}
	counts := map[string]int{}
	for _, r := range s.rules {
		if r.Record != "" {
			counts["records"]++
			continue
		}
		counts["alerts"]++
		counts[r.Labels["severity"]]++
		if r.logs {
			counts["logs"]++
		}
	}
	t.Logf("%d alerts (%d critical, %d warning; %d on log lines), %d recording rules, %d cases of alerts and %d of recording rules",
		counts["alerts"], counts["critical"], counts["warning"], counts["logs"], counts["records"], len(s.alerts), len(s.records))
	require.LessOrEqual(t, counts["critical"]*3, counts["alerts"], "who is woken for everything is woken for nothing")
}

// promtool builds it, if it is not there yet, and runs it over files.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	tool(t, "promtool", tools.Promtool(), args...)
}

// tool runs one of the evaluators' own checkers, and returns what it says.
func tool(t *testing.T, name string, from tools.Group, args ...string) string {
	t.Helper()
	root, err := filepath.Abs(project)
	require.NoError(t, err)
	set, err := tools.Open(root, os.Stderr)
	require.NoError(t, err)
	require.NoError(t, set.Ensure(t.Context(), from))
	out, err := exec.CommandContext(t.Context(), set.Path(name), args...).CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.TrimSpace(string(out))
}

func TestPromtoolAcceptsEveryRuleFile(t *testing.T) {
	s, err := load(project)
	require.NoError(t, err)
	promtool(t, append([]string{"check", "rules", "--lint-fatal"}, s.rulePaths...)...)
}

func TestAlertsFireAndRestAsTheirTestsSay(t *testing.T) {
	s, err := load(project)
	require.NoError(t, err)
	promtool(t, append([]string{"test", "rules"}, s.testPaths...)...)
}

// made is a project with one alert and one recording rule that are as they should be.
var made = map[string]string{
	"manifests/shop/rules/shop.yaml": `{groups: [{name: shop, rules: [
		{record: "service:sold:rate5m", expr: x},
		{alert: ShopEmpty, expr: y, labels: {severity: warning, scope: inner},
			annotations: {summary: a, description: b, dashboard: /d/kalypso-shop}}]}]}`,
	"manifests/shop/runbooks/ShopEmpty.md": "## What it means\n\na\n\n## What to look at\n\nb\n\n## What to do\n\nc\n",
	"tests/rules/shop/shop.yaml": `{tests: [{promql_expr_test: [{expr: "service:sold:rate5m", exp_samples: [{value: 1}]}], alert_rule_test: [
		{alertname: ShopEmpty, exp_alerts: [{
			exp_labels: {k8s_cluster_name: a, k8s_namespace_name: b, scope: inner}, exp_annotations: {summary: a}}]},
		{alertname: ShopEmpty, exp_alerts: []}]}]}`,
}

// TestWhatARuleLacksIsFound breaks that project at one place at a time.
func TestWhatARuleLacksIsFound(t *testing.T) {
	const rules, tests, runbook = "manifests/shop/rules/shop.yaml", "tests/rules/shop/shop.yaml", "manifests/shop/runbooks/ShopEmpty.md"
	for _, c := range []struct{ file, old, replacement, want string }{
		{"", "", "", ""},
		{tests, "alertname: ShopEmpty, exp_alerts: [{", "alertname: Other, exp_alerts: [{", "ShopEmpty fires in no test"},
		{tests, "exp_alerts: []", "exp_alerts: [{exp_labels: {k8s_cluster_name: a}, exp_annotations: {summary: a}}]", "does not fire"},
		{tests, "exp_annotations: {summary: a}", "", "does not say with which labels and text"},
		{tests, "k8s_cluster_name: a, ", "", "fires without k8s_cluster_name"},
		{tests, "service:sold", "service:bought", "service:sold:rate5m is asked for in no test"},
		{rules, "service:sold:rate5m", "sold", "level:metric:operation"},
		{rules, "severity: warning", "severity: page", `severity "page"`},
		{rules, "description: b, ", "", "no annotation description"},
		{rules, "/d/kalypso-shop", "https://example.org", "no dashboard of ours"},
		{rules, "{record:", "{alert: ShopEmpty, expr: z, labels: {severity: warning}}, {record:", "two alerts"},
		{runbook, "## What to do", "## And so on", `no runbook that says "## What to do"`},
		{rules, "alert: ShopEmpty", "alert: ShopFull", "the runbook shop/ShopEmpty is of no alert"},
	} {
		root := t.TempDir()
		for file, text := range made {
			if file == c.file {
				require.Contains(t, text, c.old)
				text = strings.Replace(text, c.old, c.replacement, 1)
			}
			path := filepath.Join(root, file)
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(text, "\t", "  ")), 0o600))
		}
		s, err := load(root)
		require.NoError(t, err)
		found := s.complaints()
		if c.want == "" {
			require.Empty(t, found)
			continue
		}
		require.Contains(t, strings.Join(found, "\n"), c.want)
	}
}
