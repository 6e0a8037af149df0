package style

import (
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// variable is where the values of one come from.
type variable struct {
	label, query, regex string
	multi               bool
}

// shared are the variables that dashboards have in common. Every dashboard has the first three, so that links carry them on; one
// that does not filter by them hides them.
func shared(name string) variable {
	switch name {
	case Cluster:
		return variable{"Cluster", "label_values(kube_node_info, k8s_cluster_name)", "", false}
	case Namespace:
		return variable{"Namespace", `label_values(kube_pod_info{@cluster}, k8s_namespace_name)`, "", true}
	case Workload:
		return variable{"Workload", `query_result(` + workloads + `)`, `/workload="([^"]+)"/`, true}
	case Node:
		return variable{"Node", `label_values(kube_node_info{@cluster}, k8s_node_name)`, "", true}
	case Pod:
		return variable{"Pod", `label_values(kube_pod_info{@containers}, k8s_pod_name)`, "", true}
	}
	panic("not a variable of all dashboards: " + name)
}

// workloads are what runs pods, and the services that send spans, from outside of the cluster too.
const workloads = `group by (workload) (label_replace(pod:workload:info{@namespace}, "workload", "$1", "service_name", "(.+)")
  or label_replace(traces_spanmetrics_calls_total{@namespace}, "workload", "$1", "service", "(.+)"))`

func (d Dashboard) variables() []dashboard.VariableModel {
	names := []string{Cluster, Namespace, Workload}
	for _, name := range d.Filter {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var models []dashboard.VariableModel
	for _, name := range names {
		shown := name == Cluster || slices.Contains(d.Filter, name)
		models = append(models, shared(name).model(name, shown))
	}
	return append(models, d.Extra...)
}

func (v variable) model(name string, shown bool) dashboard.VariableModel {
	hide, query := dashboard.VariableHideHideVariable, Fill(v.query)
	if shown {
		hide = dashboard.VariableHideDontHide
	}
	return dashboard.VariableModel{
		Type: dashboard.VariableTypeQuery, Name: name, Label: &v.label, Hide: &hide, Datasource: inMimir(),
		Query:      &dashboard.StringOrMap{Map: map[string]any{"query": query, "refId": name, "qryType": queryType(v)}},
		Definition: &query, Regex: &v.regex, Refresh: ptr(dashboard.VariableRefreshOnTimeRangeChanged),
		Sort:  ptr(dashboard.VariableSortAlphabeticalAsc),
		Multi: &v.multi, IncludeAll: ptr(true), AllValue: ptr(".*"),
		Current: &dashboard.VariableOption{Selected: ptr(true), Text: chosen("All"), Value: chosen("$__all")},
	}
}

// queryType is how Grafana's editor calls the kind of query: 1 are label values, 3 is a query's result.
func queryType(v variable) int {
	if v.regex != "" {
		return 3
	}
	return 1
}

// Choice is a variable of a dashboard's own, with fixed values, the first of which is chosen.
func Choice(name, label string, values ...string) dashboard.VariableModel {
	var options []dashboard.VariableOption
	list := ""
	for i, value := range values {
		options = append(options, dashboard.VariableOption{Selected: ptr(i == 0), Text: chosen(value), Value: chosen(value)})
		if i > 0 {
			list += ","
		}
		list += value
	}
	return dashboard.VariableModel{Type: dashboard.VariableTypeCustom, Name: name, Label: &label, Query: &dashboard.StringOrMap{String: &list},
		Current: &options[0], Options: options, Multi: ptr(false), IncludeAll: ptr(false)}
}

// Search is a variable of a dashboard's own that a person types.
func Search(name, label, value string) dashboard.VariableModel {
	return dashboard.VariableModel{Type: dashboard.VariableTypeTextbox, Name: name, Label: &label,
		Query:   &dashboard.StringOrMap{String: &value},
		Current: &dashboard.VariableOption{Text: chosen(value), Value: chosen(value)}}
}

// Values is a variable of a dashboard's own, of what a metric has of a label.
func Values(name, label, query string) dashboard.VariableModel {
	return variable{label: label, query: query, multi: true}.model(name, true)
}

func chosen(value string) dashboard.StringOrArrayOfString {
	return dashboard.StringOrArrayOfString{String: &value}
}
