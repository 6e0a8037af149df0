package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/rules"
)

const good = `groups:
  - name: shop
    interval: 1m
    rules:
      - record: shop:orders:rate5m
        expr: sum(rate(orders_total[5m]))
      - alert: NoOrders
        expr: shop:orders:rate5m < 1
        for: 5m
        labels: {severity: warning}
        annotations:
          summary: "{{ $labels.shop }} has {{ $value | humanize }} orders"
          dashboard: /d/shop?var-shop={{ $labels.shop }}
`

func TestWhatIsWrongWithARuleFileIsSaidWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"PromQL":            {"rate(orders_total[5m])", "rate(orders_total)", "line 6: expr: 1:10: parse error: expected type range vector in call to function \"rate\""},
		"PromQL, brackets":  {"rate(orders_total[5m]))", "rate(orders_total[5m]", "line 6: expr: 1:"},
		"an unknown key":    {"interval: 1m", "intervall: 1m", "line 3: unknown key intervall, did you mean interval"},
		"of a rule":         {"expr: shop:", "expression: shop:", "line 8: unknown key expression"},
		"no group's name":   {"name: shop", "name: ''", "line 2: name is missing"},
		"both":              {"- alert: NoOrders", "- alert: NoOrders\n        record: x", "line 7: a rule has either alert or record"},
		"a length":          {"for: 5m", "for: 5 minutes", `line 9: for: found "5 minutes", want a length of time like 5m`},
		"a label":           {"{severity: warning}", "{se-verity: warning}", `line 10: labels: "se-verity" is no name of a label`},
		"a template":        {"{{ $value | humanize }}", "{{ $value | humanise }}", `line 12: summary: is no template: template: text:1: function "humanise" not defined`},
		"a record's name":   {"record: shop:orders:rate5m", "record: shop-orders", `line 5: record: "shop-orders" is no name of a metric`},
		"no YAML":           {"  - name: shop", "  - name: [shop", "did not find expected ',' or ']'"},
		"no groups":         {good, "rules: []\n", "line 1: unknown key rules"},
		"an alert's fields": {"expr: sum(rate(orders_total[5m]))", "expr: vector(1)\n        for: 5m", "line 5: record shop:orders:rate5m: annotations, for and keep_firing_for are an alert's"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			require.NotEqual(t, good, text)
			_, problems := rules.Parse([]byte(text), rules.PromQL)
			require.NotEmpty(t, problems)
			assert.Contains(t, problems[0].Error(), c.want)
		})
	}
}

func TestAnAliasIsWhatItStandsFor(t *testing.T) {
	text := strings.Replace(good, "labels: {severity: warning}", "labels: &own {severity: warning}", 1) +
		"      - alert: FewOrders\n        expr: shop:orders:rate5m < 5\n        labels: *own\n"
	file, problems := rules.Parse([]byte(text), rules.PromQL)
	require.Empty(t, problems)
	assert.Equal(t, "warning", file.Groups[0].Rules[2].Labels["severity"])
}

func TestTheRunbookAndTheDashboardsAddressAreAdded(t *testing.T) {
	file, problems := rules.Parse([]byte(good), rules.PromQL)
	require.Empty(t, problems)
	explained := file.Explained(map[string]string{"NoOrders": "# NoOrders\nSee {{ x }}"}, "https://grafana.example.org/")
	alert := explained.Groups[0].Rules[1]
	assert.Equal(t, "https://grafana.example.org/d/shop?var-shop={{ $labels.shop }}", alert.Annotations["dashboard"])
	assert.Equal(t, "# NoOrders\nSee {{`{{`}} x }}", alert.Annotations["runbook"])
	assert.NotContains(t, file.Groups[0].Rules[1].Annotations, "runbook", "the file itself stays")
	again, problems := rules.Parse([]byte(explained.Text()), rules.PromQL)
	require.Empty(t, problems)
	assert.Equal(t, explained, again)
}

func TestLogQL(t *testing.T) {
	for query, want := range map[string]string{
		`sum by (service_name) (count_over_time({k8s_namespace_name=~".+"} |= "panic" | json | level="error" [5m])) > 10`:  "",
		"sum(rate({service_name=\"a\"} |~ `(?i)out of memory` !~ \"x\" [1m])) / sum(rate({service_name=\"a\"}[1m])) > 0.1": "",
		`quantile_over_time(0.99, {app="x"} | unwrap duration(took) | __error__="" [1m]) by (host) > 1`:                    "",
		`{service_name="a"}`:                                 "gives lines, no numbers",
		`count_over_time({service_name="a"})`:                "at 1: count_over_time needs a range, like [5m]",
		`count_over_tim({service_name="a"}[5m])`:             "at 1: unknown function count_over_tim, did you mean count_over_time",
		`count_over_time({service_name="a}[5m])`:             "a quote that does not end",
		`sum(count_over_time({service_name="a"}[5m])`:        "at 4: ( is not closed",
		`count_over_time({service_name=a}[5m])`:              "at 17: a selector is like",
		`count_over_time({service_name=~".*"}[5m])`:          "at 17: the selector takes every stream",
		`count_over_time({service_name=~"(a"}[5m])`:          "missing closing )",
		`count_over_time({service_name="a"}[5 minutes]) > 0`: "found [5, want a length of time like [5m]",
	} {
		t.Run(query, func(t *testing.T) {
			err := rules.LogQL(query)
			if want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, want)
		})
	}
}
