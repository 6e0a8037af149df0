package applications

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Services are rate, errors and duration, of spans: the same of every language.
func Services() style.Dashboard {
	return style.Dashboard{
		Name:        "services",
		Description: "What callers see: rate, errors and duration of each service, its endpoints, and who calls whom.",
		Filter:      []string{style.Namespace, style.Workload},
		See:         []string{"traces", "logs", "profiles", "network"},
		Rows: []style.Row{
			style.Ask("How is each service?", serviceTable()),
			style.Ask("Since when is it slow or failing?", red()...),
			style.Ask("Does it keep its objective?", objectives()...),
			style.Ask("How are durations spread?", durations()...),
			style.Ask("Which endpoint is it?", endpoints()),
			style.Ask("Who calls whom?", calls()...),
			style.Ask("Does it wait for what it calls?", waits()...),
			style.Ask("What do its own metrics say?", semantic()...),
		},
	}
}

const (
	// served are spans of requests that somebody made of the service, asked those that it made of others.
	served    = `span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER",@spans`
	asked     = `span_kind=~"SPAN_KIND_CLIENT|SPAN_KIND_PRODUCER",@spans`
	failed    = `status_code="STATUS_CODE_ERROR",`
	byService = "sum by (k8s_namespace_name, service) "
	ofService = "{{k8s_namespace_name}} {{service}}"
	noSpans   = "No spans: nothing instruments these workloads, or nobody calls them."
	noErrors  = "No request ended with an error."
)

func serviceTable() *style.Panel {
	const by = "max by (k8s_namespace_name, service_name) "
	return style.Table("Services", "Each service that served requests in the last five minutes of the time range. Slow are those above "+
		"the objective's duration. "+
		"The pace is how fast an hour like the last one spends the month's errors: 1 just lasts the month.",
		[]string{style.NamespaceLabel, style.ServiceLabel},
		style.Cell("Requests", style.Requests, by+`(service:requests:rate5m{@workload})`),
		style.Cell("Errors", style.Ratio, by+`(service:errors:ratio_rate5m{@workload})`),
		style.Cell("Slow", style.Ratio, by+`(service:slow:ratio_rate5m{@workload})`),
		style.Cell("95 of 100 within", style.Seconds, `histogram_quantile(0.95, sum by (k8s_namespace_name, service_name, le) (`+
			`label_replace(rate(traces_spanmetrics_latency_bucket{`+served+`}[5m]), "service_name", "$1", "service", "(.+)")))`),
		style.Cell("Objective", style.Ratio, `1 - `+by+`(service:error_budget:ratio{@workload})`),
		style.Cell("Pace of errors", style.Count, by+`(service:errors:ratio_rate1h{@workload} / service:error_budget:ratio{@workload})`),
		style.Cell("Pace of slow", style.Count, by+`(service:slow:ratio_rate1h{@workload} / service:error_budget:ratio{@workload})`)).
		ColumnColour("Pace of errors", style.Good, style.From{Value: 1, Colour: style.Warn},
			style.From{Value: 14.4, Colour: style.Bad, Why: "The alerts begin at 14.4: a fiftieth of the month in an hour."}).
		ColumnColour("Pace of slow", style.Good, style.From{Value: 1, Colour: style.Warn}, style.From{Value: 14.4, Colour: style.Bad}).
		Sort("Requests").Height(9).Empty(noSpans)
}

func objectives() []*style.Panel {
	const by = "max by (k8s_namespace_name, service_name) "
	const of = "{{k8s_namespace_name}} {{service_name}}"
	pace := func(kind, window string) string {
		return by + `(service:` + kind + `:ratio_rate` + window + `{@workload} / service:error_budget:ratio{@workload})`
	}
	wake := style.From{Value: 14.4, Colour: style.Bad, Why: "The alert that wakes somebody begins at 14.4: a fiftieth of the month in an " +
		"hour."}
	return []*style.Panel{
		style.Graph("Pace of errors, one hour", "How fast errors spend what the objective allows in a month. 1 just lasts the month.",
			style.Count,
			style.Query(pace("errors", "1h"), of)).Width(6).Threshold(style.Good, wake).Empty(noSpans),
		style.Graph("Pace of slow requests, one hour", "The same of requests that took longer than the objective's duration.", style.Count,
			style.Query(pace("slow", "1h"), of)).Width(6).Threshold(style.Good, wake).Empty(noSpans),
		style.Graph("Pace of errors, three days", "The same over three days: what is lost slowly.", style.Count,
			style.Query(pace("errors", "3d"), of)).Width(6).Threshold(style.Good,
			style.From{Value: 1, Colour: style.Warn, Why: "Above 1 the month's objective is missed."}).Empty(noSpans),
		style.Graph("Pace of slow requests, three days", "The same over three days.", style.Count,
			style.Query(pace("slow", "3d"), of)).Width(6).Threshold(style.Good,
			style.From{Value: 1, Colour: style.Warn, Why: "Above 1 the month's objective is missed."}).Empty(noSpans),
	}
}

func red() []*style.Panel {
	return []*style.Panel{
		style.Graph("Requests", "Requests that each service served; points are traces.", style.Requests,
			style.Exemplars(byService+`(rate(traces_spanmetrics_calls_total{`+served+`}[@rate]))`, ofService)).Width(8).Empty(noSpans),
		style.Graph("Error ratio", "The part of them that ended with an error.", style.Ratio,
			style.Query(byService+`(rate(traces_spanmetrics_calls_total{`+failed+served+`}[@rate])) / `+byService+
				`(rate(traces_spanmetrics_calls_total{`+served+`}[@rate]))`, ofService)).Width(8).Empty(noErrors),
		style.Graph("Duration, 95 of 100", "How long the slowest twentieth takes at least; points are traces.", style.Seconds,
			style.Exemplars(`histogram_quantile(0.95, sum by (k8s_namespace_name, service, le) (rate(traces_spanmetrics_latency_bucket{`+served+
				`}[@rate])))`, ofService)).Width(8).Empty(noSpans),
	}
}

func durations() []*style.Panel {
	return []*style.Panel{
		style.Heat("Durations", "How many requests took how long, of all chosen services. Two bands are two kinds of requests, or a cache.",
			style.Seconds,
			style.Buckets(`sum by (le) (rate(traces_spanmetrics_latency_bucket{`+served+`}[@rate]))`)).Empty(noSpans),
		style.Graph("Percentiles", "The same as lines.", style.Seconds,
			style.Query(`histogram_quantile(0.5, sum by (le) (rate(traces_spanmetrics_latency_bucket{`+served+`}[@rate])))`, "p50"),
			style.Query(`histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{`+served+`}[@rate])))`, "p95"),
			style.Query(`histogram_quantile(0.99, sum by (le) (rate(traces_spanmetrics_latency_bucket{`+served+`}[@rate])))`, "p99")).Empty(noSpans),
	}
}

func endpoints() *style.Panel {
	const by = "sum by (k8s_namespace_name, service, span_name) "
	const of = "@spans" + `,span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`
	calls := by + `(rate(traces_spanmetrics_calls_total{` + of + `}[@range]))`
	return style.Table("Endpoints", "Each endpoint over the whole time range. Time is what all its requests took together: where it is "+
		"largest, being faster helps most.",
		[]string{style.NamespaceLabel, style.SpanService, "span_name"},
		style.Cell("Time", style.Seconds, by+`(rate(traces_spanmetrics_latency_sum{`+of+`}[@range]))`),
		style.Cell("Requests", style.Requests, calls),
		style.Cell("Errors", style.Ratio, by+`(rate(traces_spanmetrics_calls_total{`+failed+of+`}[@range])) / `+calls),
		style.Cell("95 of 100 within", style.Seconds, `histogram_quantile(0.95, sum by (k8s_namespace_name, service, span_name, le) `+
			`(rate(traces_spanmetrics_latency_bucket{`+of+`}[@range])))`)).
		Sort("Time").Height(10).Empty(noSpans)
}

func calls() []*style.Panel {
	const by = "sum by (client, server) "
	const either = `@namespace`
	rate := by + `(rate(traces_service_graph_request_total{` + either + `}[@range]))`
	return []*style.Panel{
		style.Nodes("Map", "Services and calls between them, of spans. A circle's red part are errors.",
			style.ServiceMap(`{@namespace}`)).Width(14).Empty("No calls between services in this time."),
		style.Table("Calls", "The same as a list: a client without a name is a caller outside of what is instrumented.",
			[]string{"client", "server"},
			style.Cell("Calls", style.Requests, rate),
			style.Cell("Errors", style.Ratio, by+`(rate(traces_service_graph_request_failed_total{`+either+`}[@range])) / `+rate),
			style.Cell("95 of 100 within", style.Seconds, `histogram_quantile(0.95, sum by (client, server, le) `+
				`(rate(traces_service_graph_request_server_seconds_bucket{`+either+`}[@range])))`)).
			Sort("Calls").Width(10).Height(14).Empty("No calls between services in this time."),
	}
}

func waits() []*style.Panel {
	const why = "These services call nothing that is seen in a span."
	return []*style.Panel{
		style.Graph("Calls to others", "What the chosen services ask of others: services, databases, queues.", style.Requests,
			style.Query(byService+`(rate(traces_spanmetrics_calls_total{`+asked+`}[@rate]))`, ofService)).Width(8).Empty(why),
		style.Graph("Failed calls", "The part of them that failed.", style.Ratio,
			style.Query(byService+`(rate(traces_spanmetrics_calls_total{`+failed+asked+`}[@rate])) / `+byService+
				`(rate(traces_spanmetrics_calls_total{`+asked+`}[@rate]))`, ofService)).Width(8).Empty("No call failed."),
		style.Graph("Slowest calls, 95 of 100", "How long the slowest twentieth of each kind of call takes at least, the ten slowest.",
			style.Seconds,
			style.Query(`topk(10, histogram_quantile(0.95, sum by (k8s_namespace_name, service, span_name, le) `+
				`(rate(traces_spanmetrics_latency_bucket{`+asked+`}[@rate]))))`, ofService+" {{span_name}}")).Width(8).Empty(why),
	}
}

func semantic() []*style.Panel {
	const why = "Neither OBI nor an SDK of these workloads reports this."
	return []*style.Panel{
		style.Graph("HTTP by code", "Requests by status code, as OBI or an SDK counts them: sampling of traces does not change these.",
			style.Requests,
			style.Query(`sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{@workload}[@rate]))`,
				"{{http_response_status_code}}")).Width(8).Empty(why),
		style.Graph("HTTP by route, 95 of 100", "The slowest routes.", style.Seconds,
			style.Query(`topk(10, histogram_quantile(0.95, sum by (k8s_namespace_name, service_name, http_route, le) `+
				`(rate(http_server_request_duration_seconds_bucket{@workload}[@rate]))))`,
				"{{k8s_namespace_name}} {{service_name}} {{http_route}}")).Width(8).Empty(why),
		style.Graph("Databases, 95 of 100", "How long queries take, by system and operation.", style.Seconds,
			style.Query(`histogram_quantile(0.95, sum by (db_system_name, db_operation_name, le) `+
				`(rate(db_client_operation_duration_seconds_bucket{@workload}[@rate])))`,
				"{{db_system_name}} {{db_operation_name}}")).Width(8).Empty(why),
	}
}
