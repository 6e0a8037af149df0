package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// sections are what a runbook answers, in this order.
var sections = []string{"## What it means\n", "## What to look at\n", "## What to do\n"}

// kept is what inhibition compares, by the scope that an alert says it has. Grouping needs the cluster in all.
var kept = map[string][]string{
	"":          {"k8s_cluster_name"},
	"inner":     {"k8s_cluster_name", "k8s_namespace_name"},
	"component": {"k8s_cluster_name", "k8s_namespace_name", "service_name"},
	"node":      {"k8s_cluster_name", "k8s_node_name"},
}

var (
	dashboard  = regexp.MustCompile(`^/d/kalypso-[a-z-]+(\?|$)`)
	recordName = regexp.MustCompile(`^[a-z_]+:[a-zA-Z0-9_]+(:[a-z0-9_]+)+$`)
)

// complaints are what is wrong with the rules and their tests.
func (s suite) complaints() []string {
	return slices.Concat(s.unclear(), s.untested(), s.unexplained())
}

// unclear is about the rules themselves: names, labels, annotations.
func (s suite) unclear() []string {
	var all []string
	seen := map[string]bool{}
	for _, r := range s.rules {
		say := func(format string, args ...any) { all = append(all, r.Alert+r.Record+" "+fmt.Sprintf(format, args...)) }
		// One alert may have two severities: the critical one inhibits the other.
		name := r.Alert + r.Record + " " + r.Labels["severity"]
		if r.Alert != "" && seen[name] {
			say("is the name of two alerts of one severity")
		}
		seen[name] = true
		if r.Record != "" {
			if !recordName.MatchString(r.Record) {
				say("is not named level:metric:operation")
			}
			continue
		}
		if !slices.Contains([]string{"critical", "warning", "none"}, r.Labels["severity"]) {
			say("has severity %q", r.Labels["severity"])
		}
		if kept[r.Labels["scope"]] == nil {
			say("has scope %q", r.Labels["scope"])
		}
		for _, name := range []string{"summary", "description", "dashboard"} {
			if r.Annotations[name] == "" {
				say("has no annotation %s", name)
			}
		}
		if link := r.Annotations["dashboard"]; !dashboard.MatchString(link) {
			say("links to %q, which is no dashboard of ours", link)
		}
	}
	return all
}

// untested is about what the tests leave out. Nothing tests LogQL without a Loki.
func (s suite) untested() []string {
	fires, rests, asked, known := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{"Watchdog": true}
	var all []string
	for _, c := range s.alerts {
		rests[c.Alertname] = rests[c.Alertname] || len(c.Expected) == 0
		for _, f := range c.Expected {
			if len(f.Labels) == 0 || len(f.Annotations) == 0 {
				all = append(all, c.Alertname+" fires in a test that does not say with which labels and text")
			}
			for _, label := range kept[f.Labels["scope"]] {
				if f.Labels[label] == "" && f.Labels["severity"] != "none" {
					all = append(all, c.Alertname+" fires without "+label+", by which alerts are grouped and inhibited")
				}
			}
			fires[c.Alertname] = true
		}
	}
	for _, c := range s.records {
		asked[strings.SplitN(c.Expr, "{", 2)[0]] = asked[strings.SplitN(c.Expr, "{", 2)[0]] || len(c.Expected) > 0
	}
	for _, r := range s.rules {
		switch known[r.Alert] = true; {
		case r.logs:
		case r.Record != "" && !asked[r.Record]:
			all = append(all, r.Record+" is asked for in no test")
		case r.Alert != "" && !fires[r.Alert]:
			all = append(all, r.Alert+" fires in no test")
		case r.Alert != "" && !rests[r.Alert] && r.Labels["severity"] != "none":
			all = append(all, r.Alert+" has no test in which it does not fire")
		}
	}
	for name := range maps.Keys(fires) {
		if !known[name] {
			all = append(all, name+" is tested and does not exist")
		}
	}
	return all
}

// unexplained is about runbooks.
func (s suite) unexplained() []string {
	var all []string
	without := maps.Clone(s.runbooks)
	for _, r := range s.rules {
		if r.Alert == "" {
			continue
		}
		text := s.runbooks[r.component+"/"+r.Alert]
		delete(without, r.component+"/"+r.Alert)
		rest := text
		for _, section := range sections {
			_, after, found := strings.Cut(rest, section)
			if !found || strings.TrimSpace(strings.SplitN(after, "\n## ", 2)[0]) == "" {
				all = append(all, fmt.Sprintf("%s has no runbook that says %q", r.Alert, strings.TrimSpace(section)))
			}
			rest = after
		}
	}
	for name := range without {
		all = append(all, "the runbook "+name+" is of no alert")
	}
	return all
}
