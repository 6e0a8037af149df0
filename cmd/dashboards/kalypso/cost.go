package kalypso

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Cost says who causes how much. What counts all series is asked for one moment only.
func Cost() style.Dashboard {
	return style.Dashboard{
		Name:        "cost",
		Description: "Which namespace, workload, metric and stream costs most, how near the limits are, and what is thrown away.",
		Filter:      []string{style.Namespace},
		See:         []string{"mimir", "loki", "tempo", "storage"},
		From:        "now-6h",
		Rows: []style.Row{
			style.Ask("How much is it, and how near are the limits?", totals()...),
			style.Ask("Who sends the most series?", series()...),
			style.Ask("Who writes the most lines?", lines()...),
			style.Ask("Who sends the most spans and profiles?", spans()...),
			style.Ask("What is thrown away, and why?", discarded()...),
		},
	}
}

func totals() []*style.Panel {
	return []*style.Panel{
		style.Graph("Series", "Series that Mimir holds in memory, which is its cost, and how many it takes: above that it throws new ones "+
			"away.", style.Count,
			style.Query(`max(cortex_ingester_memory_series{@cluster})`, "series"),
			style.Query(`max(cortex_ingester_local_limits{limit="max_global_series_per_user",@cluster})`, "limit")).Width(6),
		style.Graph("Samples", "Samples that arrive.", style.PerSecond,
			style.Query(`sum(rate(cortex_distributor_received_samples_total{@cluster}[@rate]))`, "samples")).Width(6),
		style.Graph("Logs", "Bytes of lines that arrive.", style.BytesPerSecond,
			style.Query(`sum(rate(loki_distributor_bytes_received_total{@cluster}[@rate]))`, "lines")).Width(6),
		style.Graph("Traces", "Bytes of spans that arrive.", style.BytesPerSecond,
			style.Query(`sum(rate(tempo_distributor_bytes_received_total{@cluster}[@rate]))`, "spans")).Width(6).Empty("Nothing sends spans yet."),
	}
}

func series() []*style.Panel {
	return []*style.Panel{
		style.Table("By namespace", "Series of each namespace now.", []string{style.NamespaceLabel},
			style.Cell("Series", style.Count, `topk(20, count by (k8s_namespace_name) `+
				`({__name__!="",@namespace}))`)).Sort("Series").Width(6).Height(10),
		style.Table("By metric", "The metrics with the most series, of the chosen namespaces. Histograms are of as many as they have buckets.",
			[]string{"__name__"},
			style.Cell("Series", style.Count, `topk(20, count by (__name__) ({__name__!="",@namespace}))`)).Sort("Series").Width(10).Height(10),
		style.Table("By job", "Who is scraped, and how many samples each brings at a time.", []string{"job"},
			style.Cell("Samples", style.Count, `topk(20, sum by (job) `+
				`(scrape_samples_post_metric_relabeling{@cluster}))`)).Sort("Samples").Width(8).Height(10),
	}
}

func lines() []*style.Panel {
	return []*style.Panel{
		style.Table("By workload", "Bytes of lines of each workload over the time range.", []string{style.NamespaceLabel, style.ServiceLabel},
			style.LogCell("Bytes", style.Bytes, `topk(20, sum by (k8s_namespace_name, service_name) `+
				`(bytes_over_time({@namespace,service_name!=""}[@range])))`)).Sort("Bytes").Width(10).Height(10),
		style.Graph("By namespace", "Bytes of lines by namespace.", style.BytesPerSecond,
			style.LogQuery(`sum by (k8s_namespace_name) (bytes_rate({@namespace,service_name!=""}[$__auto]))`,
				"{{k8s_namespace_name}}")).Stacked().Width(14).Height(10),
	}
}

func spans() []*style.Panel {
	const none = "Nothing sends spans yet."
	const by = `sum by (k8s_namespace_name, service) `
	return []*style.Panel{
		style.Table("Spans by service", "Spans of each service over the time range, and what they weigh.",
			[]string{style.NamespaceLabel, style.SpanService},
			style.Cell("Spans", style.Count, by+`(increase(traces_spanmetrics_calls_total{@namespace}[@range]))`),
			style.Cell("Bytes", style.Bytes, by+`(increase(traces_spanmetrics_size_total{@namespace}[@range]))`)).
			Sort("Bytes").Width(10).Empty(none),
		style.Graph("Series made of spans", "What Tempo's metrics generator holds. A service with ids in its span names has a new one for "+
			"each.", style.Count,
			style.Query(`sum(tempo_metrics_generator_registry_active_series{@cluster})`, "series"),
			style.Query(`max(tempo_metrics_generator_registry_max_active_series{@cluster})`, "limit")).Width(7).Empty(none),
		style.Graph("Profiles", "Bytes of profiles that arrive, before compression.", style.BytesPerSecond,
			style.Query(`sum(rate(pyroscope_distributor_received_decompressed_bytes_total_sum{stage="received",@cluster}[@rate]))`,
				"received")).Width(7).To("profiles").Empty("The profiler does not run on these nodes."),
	}
}

func discarded() []*style.Panel {
	const why = " Whoever sent it was told that all is well."
	one := func(title, what, metric, to string) *style.Panel {
		return style.Graph(title, what+" by reason."+why, style.PerSecond,
			style.Query(`sum by (reason) (rate(`+metric+`{@cluster}[@rate])) > 0`, "{{reason}}")).Width(6).To(to).Empty("Nothing is thrown away.")
	}
	return []*style.Panel{
		one("Metrics", "Samples that Mimir discards,", "cortex_discarded_samples_total", "mimir"),
		one("Logs", "Lines that Loki discards,", "loki_discarded_samples_total", "loki"),
		one("Traces", "Spans that Tempo discards,", "tempo_discarded_spans_total", "tempo"),
		one("Profiles", "Profiles that Pyroscope discards,", "pyroscope_discarded_samples_total", "pyroscope"),
	}
}
