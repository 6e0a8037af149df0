package style

import (
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// path is another dashboard with the time of this one. A variable's value is a series' label, a fixed text, or this
// dashboard's.
func path(name string, values ...string) string {
	return "/d/" + UID(name) + "?" + strings.Join(append(values, "${__url_time_range}"), "&")
}

// To leads from a panel to another dashboard with all variables and the time as they are.
func (p *Panel) To(names ...string) *Panel {
	for _, name := range names {
		p.links = append(p.links, link(catalogue()[name].title, path(name, "${__all_variables}")))
	}
	return p
}

// Link leads from a panel's series or rows to a path of Grafana's.
func (p *Panel) Link(title, url string) *Panel {
	p.links = append(p.links, link(title, url))
	return p
}

func link(title, url string) dashboard.DashboardLink {
	return dashboard.DashboardLink{Title: title, Type: dashboard.DashboardLinkTypeLink, Url: &url, Tags: []string{}}
}

// related are the ways on from a panel: by the labels of its series to the node, the pod, and the signals of the workload. What a
// series does not say is taken from the variables, so every panel of a signal leads to the others.
func (p *Panel) related(d Dashboard) []dashboard.DashboardLink {
	of := func(variable string, labels ...string) string {
		for _, label := range labels {
			if slices.Contains(p.labels, label) {
				return "var-" + variable + "=${__data.fields." + Column(label) + "}"
			}
			if p.series(label) {
				return "var-" + variable + "=${__field.labels." + label + "}"
			}
		}
		return ""
	}
	cluster, namespace := "${cluster:queryparam}", of(Namespace, NamespaceLabel, "namespace")
	workload, pod, node := of(Workload, ServiceLabel, SpanService, "workload"), of(Pod, PodLabel, "pod"), of(Node, NodeLabel, "node")
	links := slices.Clone(p.links)
	add := func(name string, values ...string) {
		if name != d.Name {
			links = append(links, link(catalogue()[name].title, path(name, values...)))
		}
	}
	if node != "" {
		add("nodes", cluster, node)
	}
	if namespace == "" && d.Namespace != "" {
		namespace = "var-namespace=" + d.Namespace
	} else if namespace == "" {
		namespace = "${namespace:queryparam}"
	}
	if workload == "" && d.Namespace != "" {
		workload = "var-workload=$__all"
	} else if workload == "" {
		workload = "${workload:queryparam}"
	}
	if pod != "" {
		add("pods", cluster, namespace, pod)
	}
	for _, name := range []string{"services", "logs", "traces", "profiles"} {
		add(name, cluster, namespace, workload)
	}
	return links
}

// series tells whether every legend shows a label, so that every series has it.
func (p *Panel) series(label string) bool {
	for _, target := range p.targets {
		if !strings.Contains(strings.ReplaceAll(target.legend, " ", ""), "{{"+label+"}}") {
			return false
		}
	}
	return len(p.targets) > 0
}

// linked gives a panel its links: where there are series or rows on them, else in its corner.
func (p *Panel) linked(d Dashboard) {
	switch p.built.Type {
	case "text":
	case "logs", "flamegraph", "nodeGraph", "heatmap":
		p.built.Links = p.related(d)
	default:
		p.built.FieldConfig.Defaults.Links = p.related(d)
	}
}

// links of a dashboard: where to begin, those that are next, and all.
func (d Dashboard) links() []dashboard.DashboardLink {
	var links []dashboard.DashboardLink
	names := d.See
	if d.Name != "start" {
		names = append([]string{"start"}, names...)
	}
	for _, name := range names {
		next := link(catalogue()[name].title, "/d/"+UID(name))
		next.IncludeVars, next.KeepTime = true, true
		links = append(links, next)
	}
	all := link("All of Kalypso", "")
	all.Type, all.Url, all.Tags, all.AsDropdown, all.IncludeVars, all.KeepTime = dashboard.DashboardLinkTypeDashboards, nil, []string{Tag},
		true, true, true
	return append(links, all)
}
