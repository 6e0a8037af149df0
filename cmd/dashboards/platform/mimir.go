package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Mimir is the dashboard of the store of metrics, and of the rules and alerts it evaluates.
func Mimir() style.Dashboard {
	const mimir part = "mimir"
	return style.Dashboard{
		Name: "mimir", Namespace: string(mimir), See: []string{"collectors", "minio", "cost", "alerts"},
		Description: "Whether Mimir takes, stores and answers for metrics, and evaluates the rules.",
		Rows:        mimir.rows(mimirTakes(mimir), mimirStores(mimir), mimirAnswers(mimir), mimirEvaluates(mimir)),
	}
}

func mimirTakes(mimir part) style.Row {
	return style.Ask("Does it take what is sent?",
		append([]*style.Panel{
			mimir.up(),
			style.Stat("Samples per second", "What arrives, in samples: 0 is a collector or a network that is away.", style.PerSecond,
				mimir.query(`sum(rate(cortex_distributor_received_samples_total{@here}[@rate]))`, "")),
			style.Stat("Series in memory",
				"Series of the last hours, with those that have ended; the limit is per tenant, and all is one.", style.Count,
				mimir.query(`sum(cortex_ingester_memory_series{@here})`, "")),
			style.Stat("Discarded", "Samples that were thrown away in the time range. The sender is told of success.", style.Count,
				mimir.instant(`sum(increase(cortex_discarded_samples_total{@here}[@range])) or vector(0)`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "Each of them is lost."}),
			style.Stat("Ring unhealthy", "Members that no other hears of; they are forgotten after minutes.", style.Count,
				mimir.query(`max(sum by (name) (cortex_ring_members{@here,state="Unhealthy"}))`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "One is enough for writes to fail where there is one replica."}),
			style.Graph("Discarded, by reason", "Why samples are thrown away: too old, too many series, too many labels.", style.PerSecond,
				mimir.query(`sum by (reason) (rate(cortex_discarded_samples_total{@here}[@rate]))`, "{{reason}}")).Empty("Nothing was discarded."),
			style.Graph("Series",
				"Series in memory, and how many begin and end: many that begin are a label that changes all the time.", style.Count,
				mimir.query(`sum(cortex_ingester_memory_series{@here})`, "in memory"),
				mimir.query(`sum(increase(cortex_ingester_memory_series_created_total{@here}[@rate]))`, "begun"),
				mimir.query(`sum(increase(cortex_ingester_memory_series_removed_total{@here}[@rate]))`, "ended")),
		}, mimir.requests("Pushes", "cortex_request_duration_seconds", "otlp_v1_metrics|api_v1_push|/cortex.Ingester/Push", nothingCame)...)...,
	)
}

func mimirStores(mimir part) style.Row {
	return style.Ask("Is what it took stored?",
		style.Stat("Last compaction", "How long ago the compactor went through all blocks.", style.Seconds,
			mimir.query(`time() - max(cortex_compactor_last_successful_run_timestamp_seconds{@here} > 0)`, "")).
			Empty("The compactor has not been through once since it started.").
			Threshold(style.Good, style.From{Value: 86400, Colour: style.Bad,
				Why: "Red after a day: queries slow down, and retention does not run."}).
			Width(8),
		style.Stat("Oldest block not uploaded", "How long a block has been on an ingester's volume alone.", style.Seconds,
			mimir.query(`max(time() - (cortex_ingester_oldest_unshipped_block_timestamp_seconds{@here} > 0))`, "")).
			Empty("Every block is in the bucket.").Width(8),
		style.Stat("Blocks in the bucket", "Compaction makes few large ones out of many small ones; retention deletes them.", style.Count,
			mimir.query(`sum(cortex_bucket_blocks_count{@here})`, "")).Empty("The compactor counts blocks when it has cleaned up once.").Width(8),
		style.Graph("Blocks uploaded", "Two hours of samples each; an ingester uploads after it has cut one.", style.Count,
			mimir.query(`sum(increase(cortex_ingester_shipper_uploads_total{@here}[@rate]))`, "sent"),
			mimir.query(`sum(increase(cortex_ingester_shipper_upload_failures_total{@here}[@rate]))`, "failed")).Columns(),
		style.Graph("Failures on the way to disk",
			"Of the write-ahead log, of cutting blocks, and of compacting those in the bucket.", style.Count,
			mimir.query(`sum(increase(cortex_ingester_tsdb_wal_writes_failed_total{@here}[@rate]))`, "write-ahead log"),
			mimir.query(`sum(increase(cortex_ingester_tsdb_compactions_failed_total{@here}[@rate]))`, "cutting blocks"),
			mimir.query(`sum(increase(cortex_compactor_runs_failed_total{@here}[@rate]))`, "compactor")).Columns(),
		style.Graph("Operations on the bucket", "What the parts ask of MinIO.", style.PerSecond,
			mimir.query(`sum by (operation) (rate(thanos_objstore_bucket_operations_total{@here}[@rate]))`, "{{operation}}")),
		style.Graph("Failed operations on the bucket", "A denied or broken bucket shows here first; see MinIO.", style.PerSecond,
			mimir.query(`sum by (operation) (rate(thanos_objstore_bucket_operation_failures_total{@here}[@rate]))`, "{{operation}}")).To("minio"),
	)
}

func mimirAnswers(mimir part) style.Row {
	return style.Ask("Does it answer queries?",
		append(mimir.requests("Queries", "cortex_request_duration_seconds", "prometheus_api_v1_.*", nobodyAsked),
			style.Graph("Queries that wait",
				"In the scheduler's queue: more than a few is too few queriers, or one query that is too large.", style.Count,
				mimir.query(`sum(cortex_query_scheduler_queue_length{@here})`, "waiting"),
				mimir.query(`sum(cortex_query_scheduler_querier_inflight_requests{@here,quantile="0.9"})`, "running")),
			style.Graph("Blocks the store-gateway holds",
				"It reads the bucket's index headers; 0 with blocks in the bucket is history that no query finds.", style.Count,
				mimir.query(`sum(cortex_bucket_store_blocks_loaded{@here})`, "loaded"),
				mimir.query(`sum(increase(cortex_bucket_store_block_load_failures_total{@here}[@rate]))`, "failed")),
		)...,
	)
}

func mimirEvaluates(mimir part) style.Row {
	return style.Ask("Are rules evaluated, and alerts sent on?",
		style.Graph("Evaluations", "Rules that were evaluated; a failed one neither records nor fires.", style.PerSecond,
			mimir.query(`sum(rate(cortex_prometheus_rule_evaluations_total{@here}[@rate]))`, "ok"),
			mimir.query(`sum(rate(cortex_prometheus_rule_evaluation_failures_total{@here}[@rate]))`, "failed")).
			Empty(noRules),
		style.Graph("Time a group takes of its interval", "The five slowest groups. At 100 % evaluations are left out.", style.Ratio,
			mimir.query(`topk(5, max by (rule_group) (cortex_prometheus_rule_group_last_duration_seconds{@here})
/ max by (rule_group) (cortex_prometheus_rule_group_interval_seconds{@here}))`, "{{rule_group}}")).
			Empty(noRules),
		style.Graph("Alerts sent", "From the rulers to the Alertmanager.", style.PerSecond,
			mimir.query(`sum(rate(cortex_prometheus_notifications_sent_total{@here}[@rate]))`, "sent"),
			mimir.query(`sum(rate(cortex_prometheus_notifications_errors_total{@here}[@rate]))`, "failed"),
			mimir.query(`sum(rate(cortex_prometheus_notifications_dropped_total{@here}[@rate]))`, "dropped")).Empty(noRules),
		style.Graph("Messages to people", "By kind of contact point, what was sent and what failed.", style.Count,
			mimir.query(`sum by (integration) (increase(cortex_alertmanager_notifications_total{@here}[@rate]))`, "{{integration}}"),
			mimir.query(`sum by (integration) (increase(cortex_alertmanager_notifications_failed_total{@here}[@rate]))`, "{{integration}} failed")).
			Columns().Empty("No contact point is configured, or nothing has fired.").To("alerts"),
	)
}
