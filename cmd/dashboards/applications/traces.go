package applications

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// Traces finds single requests: those that failed, those that were slow.
func Traces() style.Dashboard {
	return style.Dashboard{
		Name:        "traces",
		Description: "Which requests failed or were slow, one by one; and whether traces arrive whole.",
		Filter:      []string{style.Namespace, style.Workload},
		Extra:       []dashboard.VariableModel{style.Choice("slower", "Slower than", "500ms", "100ms", "1s", "5s")},
		See:         []string{"services", "logs", "profiles", "tempo"},
		Rows: []style.Row{
			style.Ask("Which requests failed?", style.Traces("Failed",
				"Traces with a span of the chosen workloads that ended with an error, the newest first. Open one to see where.",
				style.TraceQuery(`{@resource && status = error}`, 20)).Width(14).Empty(noErrors), failures()),
			style.Ask("Which requests were slow?", style.Traces("Slow",
				"Traces with a span of the chosen workloads that took longer than the dashboard's variable says.",
				style.TraceQuery(`{@resource && duration > $slower}`, 20)).Width(14).Empty("No span took that long."), slowest()),
			style.Ask("What is traced, and how much?", amounts()...),
			style.Ask("Do traces arrive whole?", lost()...),
		},
	}
}

func failures() *style.Panel {
	return style.Graph("Errors by endpoint", "Spans with an error, the ten worst.", style.PerSecond,
		style.Query(`topk(10, sum by (k8s_namespace_name, service, span_name) (rate(traces_spanmetrics_calls_total{`+failed+`@spans}[@rate])))`,
			ofService+" {{span_name}}")).
		Width(10).Height(10).Empty(noErrors)
}

func slowest() *style.Panel {
	return style.Graph("Slowest, 99 of 100", "How long the slowest hundredth of each endpoint takes at least, the ten slowest.", style.Seconds,
		style.Exemplars(`topk(10, histogram_quantile(0.99, sum by (k8s_namespace_name, service, span_name, le) `+
			`(rate(traces_spanmetrics_latency_bucket{`+served+`}[@rate]))))`, ofService+" {{span_name}}")).
		Width(10).Height(10).Empty(noSpans)
}

func amounts() []*style.Panel {
	return []*style.Panel{
		style.Graph("Spans by service", "Spans that arrive: a service that is missing is not instrumented.", style.PerSecond,
			style.Query(byService+`(rate(traces_spanmetrics_calls_total{@spans}[@rate]))`, ofService)).Stacked().Width(8).Empty(noSpans),
		style.Graph("Spans by kind", "server is asked, client asks, internal is neither.", style.PerSecond,
			style.Query(`sum by (span_kind) (rate(traces_spanmetrics_calls_total{@spans}[@rate]))`,
				"{{span_kind}}")).Stacked().Width(8).Empty(noSpans),
		style.Graph("Bytes by service", "What the spans weigh, and so cost.", style.BytesPerSecond,
			style.Query(byService+`(rate(traces_spanmetrics_size_total{@spans}[@rate]))`, ofService)).Stacked().Width(8).Empty(noSpans),
	}
}

func lost() []*style.Panel {
	return []*style.Panel{
		style.Graph("Discarded by Tempo", "Spans that Tempo took and threw away, by reason. A trace with holes is of these.", style.PerSecond,
			style.Query(`sum by (reason) (rate(tempo_discarded_spans_total{@cluster}[@rate])) > 0`,
				"{{reason}}")).Width(8).To("tempo").Empty("Tempo discards nothing."),
		style.Graph("Left out of metrics", "Spans that are stored and yet in no rate or duration, by reason: those that came too late, after "+
			"an outage.", style.PerSecond,
			style.Query(`sum by (reason) (rate(tempo_metrics_generator_spans_discarded_total{@cluster}[@rate])) > 0`,
				"{{reason}}")).Width(8).To("tempo").Empty("Every span is in the metrics."),
		style.Graph("Callers without a span", "Calls of which only one end is seen: the other is not instrumented, or does not pass the "+
			"trace on.", style.PerSecond,
			style.Query(`sum(rate(tempo_metrics_generator_processor_service_graphs_expired_edges_total{@cluster}[@rate]))`, "one end"),
			style.Query(`sum(rate(tempo_metrics_generator_processor_service_graphs_edges_total{@cluster}[@rate]))`,
				"both ends")).Width(8).Empty("No calls in this time."),
	}
}
