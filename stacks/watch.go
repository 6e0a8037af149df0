package stacks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/dashboards"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// rules are the texts of the enabled components' rule files for Mimir, as <component>.<file>: no component has a dot in its name.
func (p Plan) rules() map[string]string {
	return p.explained(func(c manifest.Component) []manifest.RuleFile { return c.Rules })
}

// logRules are those for Loki.
func (p Plan) logRules() map[string]string {
	return p.explained(func(c manifest.Component) []manifest.RuleFile { return c.LogRules })
}

func (p Plan) explained(of func(manifest.Component) []manifest.RuleFile) map[string]string {
	texts := map[string]string{}
	for _, component := range p.Components {
		for _, file := range of(component) {
			texts[component.Name+"."+file.Name] = file.Explained(component.Runbooks, p.Config.Alerting.GrafanaURL).Text()
		}
	}
	return texts
}

// checkRules refuses more rules than a ConfigMap holds.
func (p Plan) checkRules() error {
	weigh := func(what string, texts map[string]string) error {
		sum, longest := 0, ""
		for name, text := range texts {
			sum += len(text)
			if len(text) > len(texts[longest]) {
				longest = name
			}
		}
		if sum <= dashboards.Most {
			return nil
		}
		return fmt.Errorf("%s: with their runbooks they have %d bytes, and the ConfigMap of all of them holds %d: "+
			"the longest is %s, with %d", what, sum, dashboards.Most, longest, len(texts[longest]))
	}
	return errors.Join(weigh("manifests/*/rules", p.rules()), weigh("manifests/*/log-rules", p.logRules()))
}

// without are the uids of the datasources that Grafana does not have.
func (p Plan) without() []string {
	deps := p.datasources()
	var off []string
	for uid, there := range map[string]bool{
		dashboards.Mimir: deps.Metrics != "", dashboards.Loki: deps.Logs != "", dashboards.Tempo: deps.Traces != "",
		dashboards.Pyroscope: deps.Profiles != "", dashboards.Alertmanager: deps.Alerts != "",
	} {
		if !there {
			off = append(off, uid)
		}
	}
	slices.Sort(off)
	return off
}

// dashboards are the enabled components', without what asks a datasource that is not there, and the files of those of which nothing
// is left.
func (p Plan) dashboards() (shown []manifest.Dashboard, hidden []string) {
	off := p.without()
	for _, component := range p.Components {
		for _, dashboard := range component.Dashboards {
			rest, ok := dashboard.Without(off)
			if !ok {
				hidden = append(hidden, dashboard.File)
				continue
			}
			dashboard.Dashboard = rest
			shown = append(shown, dashboard)
		}
	}
	return shown, hidden
}

// unwatched says what is left out of dashboards and rules, because of what is off.
func (p Plan) unwatched() []string {
	var list []string
	for _, component := range p.Off {
		if n, m := len(component.Dashboards), len(component.Rules)+len(component.LogRules); n+m > 0 {
			list = append(list, fmt.Sprintf("%s is off, and with it its %d dashboards, its %d files of rules, and the panels of others that ask it",
				component.Name, n, m))
		}
	}
	if _, hidden := p.dashboards(); p.on("grafana") && len(hidden) > 0 {
		list = append(list, fmt.Sprintf("dashboards are left out that ask nothing but what is off (%s): %s",
			strings.Join(p.without(), ", "), strings.Join(hidden, ", ")))
	}
	if files := p.unevaluated(); len(files) > 0 {
		list = append(list, "rules are left out, for mimir evaluates them and sends alerts, and loki evaluates those of logs: "+
			strings.Join(files, ", "))
	}
	return list
}

// unevaluated are the rule files of enabled components that nobody evaluates.
func (p Plan) unevaluated() []string {
	var files []string
	for _, component := range p.Components {
		for _, file := range component.Rules {
			if !p.on("mimir") {
				files = append(files, component.Name+"/rules/"+file.Name)
			}
		}
		for _, file := range component.LogRules {
			if !p.on("mimir") || !p.on("loki") {
				files = append(files, component.Name+"/log-rules/"+file.Name)
			}
		}
	}
	return files
}
