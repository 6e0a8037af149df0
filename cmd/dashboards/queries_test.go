package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/query"
)

// variable is what Grafana or this module should have filled in; $1 is of label_replace.
var variable = regexp.MustCompile(`\$\{|\$[a-zA-Z_]|@[a-z]`)

// LogQL and TraceQL have no parser that is small enough for this module: the live test asks the stores.
func TestQueriesAreComplete(t *testing.T) {
	list, err := query.List(manifests)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		name := q.Dashboard + ", " + q.Panel
		if variable.MatchString(q.Filled) {
			t.Errorf("%s: %s has a variable that nothing fills", name, q.Filled)
		}
		switch {
		case q.Filled == "":
			t.Errorf("%s asks nothing", name)
		case q.Datasource == "mimir" || q.QueryType == "serviceMap":
			if _, err := parser.ParseExpr(q.Filled); err != nil {
				t.Errorf("%s: %v\n%s", name, err, q.Filled)
			}
		case q.Datasource == "loki" && emptyCompatible(q.Filled):
			t.Errorf("%s: Loki refuses a selector that no matcher narrows: %s", name, q.Filled)
		}
	}
}

// recorded is the name of a recording rule, in a query and in a rule file.
var recorded = regexp.MustCompile(`\b[a-z_]+(?::[a-z0-9_]+)+\b`)

func TestRecordingRulesExist(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(manifests, "*", "rules", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no rules: ", err)
	}
	known := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range regexp.MustCompile(`record: "?([\w:]+)`).FindAllStringSubmatch(string(text), -1) {
			known[rule[1]] = true
		}
	}
	list, err := query.List(manifests)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		if q.Datasource != "mimir" {
			continue
		}
		for _, name := range recorded.FindAllString(quoted.ReplaceAllString(q.Filled, ""), -1) {
			if !known[name] {
				t.Errorf("%s, %s: no rule records %s", q.Dashboard, q.Panel, name)
			}
		}
	}
}

// quoted is a label's value.
var quoted = regexp.MustCompile(`"[^"]*"`)

// emptyCompatible tells whether every matcher of a query's stream selector matches a stream without the label.
func emptyCompatible(logQL string) bool {
	_, rest, found := strings.Cut(logQL, "{")
	selector, _, closed := strings.Cut(rest, "}")
	if !found || !closed {
		return true
	}
	matchers, err := parser.ParseMetricSelector("{" + selector + "}")
	return err != nil && strings.Contains(err.Error(), "at least one non-empty matcher") || len(matchers) == 0 && err == nil
}
