package style

import (
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/table"
)

// columns are the titles of labels, alike in every table. A label that is not here keeps its name.
func columns() map[string]string {
	return map[string]string{
		ClusterLabel: "Cluster", NamespaceLabel: "Namespace", ServiceLabel: "Workload", SpanService: "Workload", PodLabel: "Pod",
		ContainerLabel: "Container", NodeLabel: "Node", "namespace": "Namespace", "pod": "Pod", "container": "Container", "node": "Node",
		"persistentvolumeclaim": "Claim", "span_name": "Endpoint", "reason": "Reason", "alertname": "Alert", "severity": "Severity",
		"job": "Job", "bucket": "Bucket", "mountpoint": "Mount", "client": "Client", "server": "Server", "__name__": "Metric",
		"detected_level": "Level", "rule_group": "Group", "resource": "Resource", "phase": "Phase", "workload": "Workload", "job_name": "Job",
		"cronjob": "CronJob", "horizontalpodautoscaler": "Autoscaler", "resourcequota": "Quota", "signal": "Signal", "component": "Component",
	}
}

// Table shows a row for each set of the labels, with a column for each cell. Every cell's query keeps exactly these labels.
func Table(title, description string, labels []string, cells ...Target) *Panel {
	p := panel(rows(), title, description, "", 24, 8, cells)
	p.labels = labels
	names, order, titles := []string{}, map[string]any{}, map[string]any{}
	add := func(name, title string) {
		names, order[name], titles[name] = append(names, name), len(names), title
	}
	for _, label := range labels {
		add(label, Column(label))
	}
	for i, cell := range cells {
		name := "Value"
		if len(cells) > 1 || *cell.source.Uid == "loki" { // as the datasources call them
			name = "Value #" + string(rune('A'+i))
		}
		add(name, cell.column)
		p.override("byName", cell.column, dashboard.DynamicConfigValue{Id: "unit", Value: string(cell.unit)})
	}
	if len(cells) > 0 {
		p.built.Transformations = []dashboard.DataTransformerConfig{
			{Id: "merge", Options: map[string]any{}},
			{Id: "filterFieldsByName", Options: map[string]any{"include": map[string]any{"names": names}}},
			{Id: "organize", Options: map[string]any{"indexByName": order, "renameByName": titles, "excludeByName": map[string]any{}}},
		}
	}
	return p
}

// rows is a table without a footer, which the library would half fill in.
func rows() dashboard.Panel {
	built := build(table.NewPanelBuilder().ShowHeader(true).CellHeight(common.TableCellHeightSm).Filterable(true))
	built.Options.(*table.Options).Footer = nil
	return built
}

// Column is the title of a label.
func Column(label string) string {
	if title, known := columns()[label]; known {
		return title
	}
	return label
}

// Traces lists what a TraceQuery finds.
func Traces(title, description string, target Target) *Panel {
	return panel(rows(), title, description, "", 24, 10, []Target{target})
}

// Sort orders a table by a column, the largest first.
func (p *Panel) Sort(column string) *Panel {
	p.built.Options.(*table.Options).SortBy = []common.TableSortByFieldState{{DisplayName: column, Desc: ptr(true)}}
	return p
}

// ColumnColour colours the numbers of a column from values on, for a reason.
func (p *Panel) ColumnColour(column string, base Colour, from ...From) *Panel {
	p.override("byName", column,
		dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}},
		dashboard.DynamicConfigValue{Id: "thresholds", Value: steps(base, from)})
	for _, step := range from {
		if step.Why != "" {
			p.built.Description = ptr(*p.built.Description + " " + step.Why)
		}
	}
	return p
}

// ColumnGauge draws the ratios of a column as bars from 0 to 1.
func (p *Panel) ColumnGauge(column string) *Panel {
	p.override("byName", column,
		dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]any{"type": "gauge", "mode": "basic"}},
		dashboard.DynamicConfigValue{Id: "min", Value: 0}, dashboard.DynamicConfigValue{Id: "max", Value: 1})
	return p
}
