package style

import (
	"regexp"

	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/grafanapyroscope"
	"github.com/grafana/grafana-foundation-sdk/go/loki"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/tempo"
)

// The datasources' uids, as components/grafana fixes them.
func inMimir() *common.DataSourceRef     { return source("prometheus", "mimir") }
func inLoki() *common.DataSourceRef      { return source("loki", "loki") }
func inTempo() *common.DataSourceRef     { return source("tempo", "tempo") }
func inPyroscope() *common.DataSourceRef { return source("grafana-pyroscope-datasource", "pyroscope") }

func source(kind, uid string) *common.DataSourceRef {
	return &common.DataSourceRef{Type: &kind, Uid: &uid}
}

// Target is one query of a panel.
type Target struct {
	source *common.DataSourceRef
	// legend tells which labels a series has: links are made of them.
	legend string
	colour Colour
	// column and unit are of a table's cell.
	column string
	unit   Unit
	make   func(ref string) variants.Dataquery
}

// Colour gives the series of a query a meaning's colour, where the legend alone does not.
func (t Target) Colour(colour Colour) Target {
	t.colour = colour
	return t
}

// Query asks Mimir over the time range of the dashboard, in PromQL.
func Query(expr, legend string) Target {
	return promQL(expr, legend, prometheus.PromQueryFormatTimeSeries, false)
}

// Exemplars asks the same with the traces that made the numbers as points on the graph.
func Exemplars(expr, legend string) Target {
	target := promQL(expr, legend, prometheus.PromQueryFormatTimeSeries, false)
	plain := target.make
	target.make = func(ref string) variants.Dataquery {
		query := plain(ref).(*prometheus.Dataquery)
		query.Exemplar = ptr(true)
		return query
	}
	return target
}

// Instant asks Mimir for one moment, the end of the time range.
func Instant(expr, legend string) Target {
	return promQL(expr, legend, prometheus.PromQueryFormatTimeSeries, true)
}

// Buckets asks for a histogram's, for a heatmap: sum by (le) (rate(..._bucket[@rate])).
func Buckets(expr string) Target {
	return promQL(expr, "{{le}}", prometheus.PromQueryFormatHeatmap, false)
}

// Cell asks for a column of a table, whose rows are the query's labels.
func Cell(column string, unit Unit, expr string) Target {
	target := promQL(expr, "", prometheus.PromQueryFormatTable, true)
	target.column, target.unit = column, unit
	return target
}

func promQL(expr, legend string, format prometheus.PromQueryFormat, instant bool) Target {
	return Target{source: inMimir(), legend: legend, make: func(ref string) variants.Dataquery {
		query := &prometheus.Dataquery{Datasource: inMimir(), Expr: Fill(expr), Format: &format, EditorMode: ptr(prometheus.QueryEditorModeCode),
			Instant: ptr(instant), Range: ptr(!instant), RefId: &ref}
		if legend != "" {
			query.LegendFormat = &legend
		}
		return query
	}}
}

// Lines asks Loki for log lines.
func Lines(expr string) Target { return logQL(expr, "", false) }

// LogQuery asks Loki for numbers over time.
func LogQuery(expr, legend string) Target { return logQL(expr, legend, false) }

// LogInstant asks Loki for numbers of one moment.
func LogInstant(expr, legend string) Target { return logQL(expr, legend, true) }

// LogCell asks Loki for a column of a table.
func LogCell(column string, unit Unit, expr string) Target {
	target := logQL(expr, "", true)
	target.column, target.unit = column, unit
	return target
}

func logQL(expr, legend string, instant bool) Target {
	kind := "range"
	if instant {
		kind = "instant"
	}
	return Target{source: inLoki(), legend: legend, make: func(ref string) variants.Dataquery {
		query := &loki.Dataquery{Datasource: inLoki(), Expr: Fill(expr), QueryType: &kind, RefId: &ref, EditorMode: ptr(loki.QueryEditorModeCode)}
		if legend != "" {
			query.LegendFormat = &legend
		}
		return query
	}}
}

// TraceQuery asks Tempo for traces, in TraceQL: `{@resource && status=error}`.
func TraceQuery(query string, limit int64) Target {
	return Target{source: inTempo(), make: func(ref string) variants.Dataquery {
		return &tempo.Dataquery{Datasource: inTempo(), QueryType: ptr("traceql"), Query: ptr(Fill(query)), Limit: &limit, RefId: &ref,
			TableType: ptr(tempo.SearchTableTypeTraces), Filters: []tempo.TraceqlFilter{}}
	}}
}

// ServiceMap asks Tempo's datasource for the graph of who calls whom, which it draws of metrics in Mimir. The selector is one
// in PromQL's form, and matches clients and servers.
func ServiceMap(selector string) Target {
	filled := plainVariable.ReplaceAllString(Fill(selector), "$${$1:pipe}") // Grafana fills it in as it does paths
	return Target{source: inTempo(), make: func(ref string) variants.Dataquery {
		return &tempo.Dataquery{Datasource: inTempo(), QueryType: ptr("serviceMap"), RefId: &ref, Filters: []tempo.TraceqlFilter{},
			ServiceMapQuery: &tempo.StringOrArrayOfString{String: &filled}}
	}}
}

var plainVariable = regexp.MustCompile(`\$(\w+)`)

// CPUProfile is the type of the profiles that the eBPF profiler makes.
const CPUProfile = "process_cpu:cpu:nanoseconds:cpu:nanoseconds"

// FlameQuery asks Pyroscope for the sum of profiles as a flame graph: `{@profile}`.
func FlameQuery(profile, selector string) Target { return profiles("profile", profile, selector) }

// ProfileQuery asks Pyroscope for the sum of profiles over time, one series for each value of the labels.
func ProfileQuery(profile, selector, legend string, by ...string) Target {
	target := profiles("metrics", profile, selector, by...)
	target.legend = legend
	return target
}

func profiles(kind, profile, selector string, by ...string) Target {
	if by == nil {
		by = []string{}
	}
	return Target{source: inPyroscope(), make: func(ref string) variants.Dataquery {
		return &grafanapyroscope.Dataquery{Datasource: inPyroscope(), QueryType: &kind, ProfileTypeId: profile, LabelSelector: Fill(selector),
			GroupBy: by, RefId: &ref}
	}}
}

func ptr[T any](value T) *T { return &value }
