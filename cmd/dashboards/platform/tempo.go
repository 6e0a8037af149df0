package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Tempo is the dashboard of the store of traces, and of the metrics it makes of them.
func Tempo() style.Dashboard {
	const tempo part = "tempo"
	return style.Dashboard{
		Name: "tempo", Namespace: string(tempo), See: []string{"traces", "services", "collectors", "minio", "cost"},
		Description: "Whether Tempo takes, stores and answers for traces, and makes metrics of them.",
		Rows:        tempo.rows(tempoTakes(tempo), tempoGenerates(tempo), tempoStores(tempo), tempoAnswers(tempo)),
	}
}

func tempoTakes(tempo part) style.Row {
	return style.Ask("Does it take what is sent?",
		tempo.up(),
		style.Stat("Spans per second", "What arrives. On a cluster where nobody sends requests it is near 0.", style.PerSecond,
			tempo.query(`sum(rate(tempo_distributor_spans_received_total{@here}[@rate]))`, "")).Empty(nothingCame),
		style.Stat("Live traces", "Traces that an ingester still waits for more spans of.", style.Count,
			tempo.query(`sum(tempo_ingester_live_traces{@here})`, "")).Empty(nothingCame),
		style.Stat("Discarded", "Spans that were thrown away in the time range, by a limit.", style.Count,
			tempo.instant(`sum(increase(tempo_discarded_spans_total{@here}[@range])) or vector(0)`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "Each of them is lost, but for rate_limited, which is tried again."}),
		style.Stat("Ring unhealthy", "Members that no other hears of.", style.Count,
			tempo.query(`max(sum by (name) (tempo_ring_members{@here,state="Unhealthy"}))`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "One is enough for writes to fail where there is one replica."}),
		style.Graph("Bytes received", "What the distributors took.", style.BytesPerSecond,
			tempo.query(`sum(rate(tempo_distributor_bytes_received_total{@here}[@rate]))`, "received")).Empty(nothingCame),
		style.Graph("Discarded, by reason", "live_traces_exceeded, trace_too_large: the limit's name.", style.PerSecond,
			tempo.query(`sum by (reason) (rate(tempo_discarded_spans_total{@here}[@rate]))`, "{{reason}}")).Empty("Nothing was discarded."),
		style.Graph("Time of a push", "What a distributor takes for one batch, until the ingesters have it.", style.Seconds,
			tempo.query(`histogram_quantile(0.50, sum by (le) (rate(tempo_distributor_push_duration_seconds_bucket{@here}[@rate])))`, "p50"),
			tempo.query(`histogram_quantile(0.99, sum by (le) (rate(tempo_distributor_push_duration_seconds_bucket{@here}[@rate])))`, "p99")).
			Empty(nothingCame),
		style.Graph("Pushes on from the distributors", "To ingesters, which store, and to the generator, which counts.", style.PerSecond,
			tempo.query(`sum(rate(tempo_distributor_ingester_appends_total{@here}[@rate]))`, "ingesters"),
			tempo.query(`sum(rate(tempo_distributor_ingester_append_failures_total{@here}[@rate])) or vector(0)`,
				"ingesters, failed").Colour(style.Bad),
			tempo.query(`sum(rate(tempo_distributor_metrics_generator_pushes_total{@here}[@rate]))`, "generator"),
			tempo.query(`sum(rate(tempo_distributor_metrics_generator_pushes_failures_total{@here}[@rate])) or vector(0)`,
				"generator, failed").Colour(style.Warn)),
	)
}

func tempoGenerates(tempo part) style.Row {
	return style.Ask("Are metrics made of the spans?",
		style.Graph("Spans it counted and left out",
			"A span that comes more than two minutes late is stored, and counted in no metric.", style.PerSecond,
			tempo.query(`sum(rate(tempo_metrics_generator_spans_received_total{@here}[@rate]))`, "received"),
			tempo.query(`sum by (reason) (rate(tempo_metrics_generator_spans_discarded_total{@here}[@rate]))`,
				"left out: {{reason}}").Colour(style.Warn)).Empty(nothingCame),
		style.Graph("Series it makes", "Above its limit new series are left out: a service or an endpoint is missing in Services.", style.Count,
			tempo.query(`sum(tempo_metrics_generator_registry_active_series{@here})`, "active"),
			tempo.query(`max(tempo_metrics_generator_registry_max_active_series{@here})`, "limit")).Empty(nothingCame),
		style.Graph("Sent to Mimir", "Samples of the metrics that it made.", style.PerSecond,
			tempo.query(`sum(rate(prometheus_remote_storage_samples_total{@here}[@rate]))`, "sent"),
			tempo.query(`sum(rate(prometheus_remote_storage_samples_failed_total{@here}[@rate]))`, "failed"),
			tempo.query(`sum(rate(prometheus_remote_storage_samples_retried_total{@here}[@rate]))`, "retried")).Empty(nothingCame).To("mimir"),
		style.Graph("Pairs of client and server", "The service graph needs both spans of a call: what expires has lost one.", style.PerSecond,
			tempo.query(`sum(rate(tempo_metrics_generator_processor_service_graphs_edges{@here}[@rate]))`, "pairs"),
			tempo.query(`sum(rate(tempo_metrics_generator_processor_service_graphs_expired_edges{@here}[@rate]))`,
				"one missing").Colour(style.Warn)).Empty(nothingCame),
	)
}

func tempoStores(tempo part) style.Row {
	return style.Ask("Is what it took stored?",
		style.Graph("Blocks flushed", "An ingester writes a block to the bucket when it is large or old enough.", style.Count,
			tempo.query(`sum(increase(tempo_ingester_blocks_flushed_total{@here}[@rate]))`, "written"),
			tempo.query(`sum(increase(tempo_ingester_failed_flushes_total{@here}[@rate]))`, "failed")).Columns().To("minio"),
		style.Graph("Blocks in the bucket", "As each part of Tempo knows them; the compactor keeps them few.", style.Count,
			tempo.query(`max(tempodb_blocklist_length{@here})`,
				"blocks")).Empty("No block is in the bucket yet: the first comes half an hour after the first span."),
		style.Graph("Compaction and retention", "Blocks that wait to be compacted, and what went wrong.", style.Count,
			tempo.query(`max(tempodb_compaction_outstanding_blocks{@here}) or vector(0)`, "waiting"),
			tempo.query(`sum(increase(tempodb_compaction_errors_total{@here}[@rate])) + sum(increase(tempodb_retention_errors_total{@here}[@rate]))`,
				"failed"),
			tempo.query(`sum(increase(tempodb_retention_deleted_total{@here}[@rate]))`, "deleted by retention")),
		style.Graph("Requests to the bucket", "By what is asked and how it ended.", style.Requests,
			tempo.query(`sum by (operation, status_code) (rate(tempodb_backend_request_duration_seconds_count{@here}[@rate]))`,
				"{{operation}} {{status_code}}")).To("minio"),
	)
}

func tempoAnswers(tempo part) style.Row {
	return style.Ask("Does it answer queries?",
		append(tempo.requests("Queries", "tempo_request_duration_seconds", "api_(traces|v2_traces|search|v2_search|metrics).*", nobodyAsked),
			style.Graph("Queries, by kind", "As the query-frontend counts them, by how they ended.", style.Requests,
				tempo.query(`sum by (op, result) (rate(tempo_query_frontend_queries_total{@here}[@rate]))`, "{{op}} {{result}}")).
				Empty(nobodyAsked),
			style.Graph("Queries that wait", "In the query-frontend's queue.", style.Count,
				tempo.query(`sum(tempo_query_frontend_queue_length{@here})`, "waiting")).Empty(nobodyAsked),
		)...,
	)
}
