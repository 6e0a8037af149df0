package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Loki is the dashboard of the store of logs.
func Loki() style.Dashboard {
	const loki part = "loki"
	return style.Dashboard{
		Name: "loki", Namespace: string(loki), See: []string{"logs", "collectors", "minio", "cost"},
		Description: "Whether Loki takes, stores and answers for logs.",
		Rows:        loki.rows(lokiTakes(loki), lokiStores(loki), lokiAnswers(loki), lokiEvaluates(loki)),
	}
}

func lokiTakes(loki part) style.Row {
	return style.Ask("Does it take what is sent?",
		append([]*style.Panel{
			loki.up(),
			style.Stat("Lines per second", "What arrives: 0 is a collector or a network that is away.", style.PerSecond,
				loki.query(`sum(rate(loki_distributor_lines_received_total{@here}[@rate]))`, "")),
			style.Stat("Streams",
				"Sets of labels that have lines not yet in the bucket. Thousands are a label that changes all the time.", style.Count,
				loki.query(`sum(loki_ingester_memory_streams{@here})`, "")),
			style.Stat("Discarded", "Lines that were thrown away in the time range.", style.Count,
				loki.instant(`sum(increase(loki_discarded_samples_total{@here}[@range])) or vector(0)`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "Above a rate the sender tries again; everything else is lost."}),
			style.Stat("Ring unhealthy", "Members that no other hears of.", style.Count,
				loki.query(`max(sum by (name) (loki_ring_members{@here,state="Unhealthy"}))`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "One is enough for writes to fail where there is one replica."}),
			style.Graph("Bytes received", "Lines, and what was stored beside them (pod, trace id, level).", style.BytesPerSecond,
				loki.query(`sum(rate(loki_distributor_bytes_received_total{@here}[@rate]))`, "lines"),
				loki.query(`sum(rate(loki_distributor_structured_metadata_bytes_received_total{@here}[@rate]))`, "beside them")),
			style.Graph("Discarded, by reason",
				"rate_limited and per_stream_rate_limit are tried again and hold up everything behind them.", style.PerSecond,
				loki.query(`sum by (reason) (rate(loki_discarded_samples_total{@here}[@rate]))`, "{{reason}}")).Empty("Nothing was discarded."),
		}, loki.requests("Pushes", "loki_request_duration_seconds", "otlp_v1_logs|loki_api_v1_push|/logproto.Pusher/Push", nothingCame)...)...,
	)
}

func lokiStores(loki part) style.Row {
	return style.Ask("Is what it took stored?",
		style.Stat("Retention last ran", "How long ago lines that are older than the retention were looked for.", style.Seconds,
			loki.query(`time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds{@here} > 0)`, "")).
			Empty("The compactor has not been through once since it started.").
			Threshold(style.Good, style.From{Value: 86400, Colour: style.Bad, Why: "Red after a day: the bucket grows without end."}),
		style.Stat("Index last compacted", "How long ago the compactor made one index of many.", style.Seconds,
			loki.query(`time() - max(loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{@here} > 0)`, "")).
			Empty("The compactor has not been through once since it started."),
		style.Stat("Write-ahead log", "1 while the lines of before the start are read; nothing is taken meanwhile.", style.YesNo,
			loki.query(`max(loki_ingester_wal_replay_active{@here})`, "")).Plain(),
		style.Stat("Disk full", "Writes to the log that failed as the volume was full, in the time range.", style.Count,
			loki.instant(`sum(increase(loki_ingester_wal_disk_full_failures_total{@here}[@range]))`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "From then on a restart loses lines."}).To("storage"),
		style.Graph("Chunks", "Lines are kept in memory as chunks and flushed to the bucket when full, idle or old.", style.Count,
			loki.query(`sum(loki_ingester_memory_chunks{@here})`, "in memory"),
			loki.query(`sum(loki_ingester_flush_queue_length{@here})`, "waiting")),
		style.Graph("Flushes, by reason", "Chunks written to the bucket: full ones are the best.", style.PerSecond,
			loki.query(`sum by (reason) (rate(loki_ingester_chunks_flushed_total{@here}[@rate]))`, "{{reason}}")).
			Empty("No chunk was full, idle or old yet: the first is flushed half an hour after its last line.").Stacked(),
		style.Graph("Failed flushes", "The bucket refused a chunk, which stays in memory and is tried again; see MinIO.", style.PerSecond,
			loki.query(`sum(rate(loki_ingester_chunks_flush_failures_total{@here}[@rate]))`, "failed")).To("minio"),
		style.Graph("Requests to the bucket", "By what is asked and how it ended.", style.Requests,
			loki.query(`sum by (operation, status_code) (rate(loki_s3_request_duration_seconds_count{@here}[@rate]))`,
				"{{operation}} {{status_code}}")).
			To("minio"),
	)
}

func lokiAnswers(loki part) style.Row {
	return style.Ask("Does it answer queries?",
		append(loki.requests("Queries", "loki_request_duration_seconds",
			"loki_api_v1_(query|query_range|labels?|label_values|series|index_.*|detected.*)", nobodyAsked),
			style.Graph("Time of queries, by kind", "The 95th percentile of what the engine took.", style.Seconds,
				loki.query(`histogram_quantile(0.95, sum by (le, type, range) (rate(loki_logql_querystats_latency_seconds_bucket{@here}[@rate])))`,
					"{{type}} {{range}}")).Empty(nobodyAsked),
			style.Graph("Queries that wait", "In the scheduler's queue.", style.Count,
				loki.query(`sum(loki_query_scheduler_queue_length{@here})`, "waiting")).Empty(nobodyAsked),
		)...,
	)
}

func lokiEvaluates(loki part) style.Row {
	return style.Ask("Are its rules evaluated?",
		style.Graph("Evaluations", "Rules on lines; a failed one does not fire.", style.PerSecond,
			loki.query(`sum(rate(loki_prometheus_rule_evaluations_total{@here}[@rate]))`, "ok"),
			loki.query(`sum(rate(loki_prometheus_rule_evaluation_failures_total{@here}[@rate]))`, "failed")).
			Empty(noRules),
		style.Graph("Alerts sent", "From Loki's ruler to the Alertmanager.", style.PerSecond,
			loki.query(`sum(rate(loki_prometheus_notifications_sent_total{@here}[@rate]))`, "sent"),
			loki.query(`sum(rate(loki_prometheus_notifications_dropped_total{@here}[@rate]))`, "dropped")).
			Empty(noRules).To("alerts"),
	)
}
