package queries

import (
	"strings"
	"testing"
)

// TestWhatAQueryNamesIsFollowed has two metrics and a recording rule, and queries that name what they do not have.
func TestWhatAQueryNamesIsFollowed(t *testing.T) {
	names := Names{
		"sold_total":   {"pod", "shop"},
		"sold_bucket":  {"le", "shop"},
		"shop_info":    {"owner", "shop"},
		"shop:sold:x":  {"shop"},
		"old:gone:sum": {"shop"},
	}
	rule := Query{Store: mimir, Where: "rule", Record: "shop:sold:x", Expr: "sum by (shop) (sold_total)"}
	for expr, want := range map[string]string{
		`sum by (shop) (rate(sold_total{pod="a"}[5m]))`:                             "",
		`sum by (shop) (rate(bought_total[5m]))`:                                    "no metric is",
		`sum(sold_total{node="a"})`:                                                 "label node is not in sold_total",
		`sum by (node) (sold_total)`:                                                "label node is not in sold_total",
		`sum by (pod) (sum by (shop) (sold_total))`:                                 "label pod is not in sum by (shop)",
		`sum by (place) (label_replace(sold_total, "place", "$1", "shop", "(.+)"))`: "",
		`label_replace(sold_total, "place", "$1", "node", "(.+)")`:                  "label node",
		`sum by (owner) (sold_total * on (shop) group_left (owner) shop_info)`:      "",
		`sold_total * on (shop) group_left (name) shop_info`:                        "label name is not in shop_info",
		`sold_total * on (pod) shop_info`:                                           "label pod is not in shop_info",
		`histogram_quantile(0.9, sum by (le, shop) (rate(sold_bucket[5m])))`:        "",
		`{__name__=~"sold_total|lost_total"}`:                                       "no metric is",
		`{__name__=~"sold_.*",shop="a"}`:                                            "",
		`shop:sold:x{shop="a"}`:                                                     "",
		`old:gone:sum`:                                                              "no metric is",
		`count_values by (shop) ("version", sold_total)`:                            "",
		`absent(sold_total{shop="a"})`:                                              "",
		`ALERTS{whatever="a"}`:                                                      "",
		`sold_total offset`:                                                         "parse error",
	} {
		all := []Query{rule, {Store: mimir, Where: "panel", Expr: expr}}
		found := strings.Join(newVocabulary(names, all, expected{}).complaints(all), "\n")
		if want == "" && found != "" || !strings.Contains(found, want) {
			t.Errorf("%s: found %q, want %q", expr, found, want)
		}
	}
}

func TestANameThatANodeCannotHaveIsKnownAndOneThatNobodyUsesIsNot(t *testing.T) {
	e := expected{Absent: []absent{{Names: "grafana_.*", Why: "no image"}, {Names: "sold_total", Labels: []string{"node"}, Why: "one node"},
		{Names: "left", Why: "once"}}}
	if err := e.compile(); err != nil {
		t.Fatal(err)
	}
	all := []Query{{Store: mimir, Expr: `sum by (any) (grafana_users)`}, {Store: mimir, Expr: `sold_total{node="a"}`}}
	found := newVocabulary(Names{"sold_total": {"shop"}}, all, e).complaints(all)
	if len(found) != 1 || !strings.Contains(found[0], `"left"`) {
		t.Errorf("found %q, want only the entry that nobody needs", found)
	}
}
