package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// MinIO is the dashboard of the object store, on which all four backends stand.
func MinIO() style.Dashboard {
	const minio part = "minio"
	return style.Dashboard{
		Name: "minio", Namespace: string(minio), See: []string{"storage", "mimir", "loki", "tempo", "pyroscope"},
		Description: "Whether the object store answers, who asks it for what, and when it is full.",
		Rows:        minio.rows(minioAnswers(minio), minioServes(minio), minioFills(minio), minioWorks(minio)),
	}
}

func minioAnswers(minio part) style.Row {
	return style.Ask("Does it answer?",
		minio.up(),
		style.Stat("Health", "MinIO's own word: enough drives to write.", style.Count,
			minio.query(`min(minio_cluster_health_status{@here})`, "")).Plain().
			Values(map[string]style.Meaning{"1": style.Means("healthy", style.Good), "0": style.Means("no write quorum", style.Bad)}),
		style.Stat("Drives offline", "Of all drives.", style.Count,
			minio.query(`max(minio_cluster_drive_offline_total{@here})`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad,
				Why: "With one drive that is everything; with several, their redundancy."}),
		style.Stat("Nodes offline", "Servers that another does not reach.", style.Count,
			minio.query(`max(minio_cluster_nodes_offline_total{@here})`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "Each takes its drives with it."}),
		style.Stat("Up for", "Since the newest start: a short time is a restart that someone should know of.", style.Seconds,
			minio.query(`min(minio_node_process_uptime_seconds{@here})`, "")),
		style.Stat("Refused logins", "Requests with a wrong key or signature in the time range.", style.Count,
			minio.instant(`sum(increase(minio_s3_requests_rejected_auth_total{@here}[@range]))`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Warn, Why: "A backend whose credentials do not fit stores nothing."}),
	)
}

func minioServes(minio part) style.Row {
	return style.Ask("Who asks for what, and what fails?",
		style.Graph("Requests, by call", "S3 calls per second.", style.Requests,
			minio.query(`sum by (api) (rate(minio_s3_requests_total{@here}[@rate]))`, "{{api}}")),
		style.Graph("Failed, by call",
			"4xx and 5xx. headobject and getobject answer 404 for what is not there: backends ask so on purpose.", style.Requests,
			minio.query(`sum by (api) (rate(minio_s3_requests_errors_total{@here}[@rate]))`,
				"{{api}}")).Empty("No call has failed since MinIO started."),
		style.Graph("Time to the first byte", "The 95th percentile, by call.", style.Seconds,
			minio.query(`histogram_quantile(0.95, sum by (le, api) (rate(minio_s3_requests_ttfb_seconds_distribution{@here}[@rate])))`, "{{api}}")),
		style.Graph("Requests in work and waiting",
			"Those that wait are more than MinIO takes at a time, which follows from its memory.", style.Count,
			minio.query(`sum(minio_s3_requests_inflight_total{@here}) or vector(0)`, "running"),
			minio.query(`sum(minio_s3_requests_waiting_total{@here})`, "waiting")),
		style.Graph("Bytes, by bucket", "Written by and read from the backends' buckets.", style.BytesPerSecond,
			minio.query(`sum by (bucket) (rate(minio_bucket_traffic_received_bytes{@here}[@rate]))`, "{{bucket}} written"),
			minio.query(`sum by (bucket) (rate(minio_bucket_traffic_sent_bytes{@here}[@rate]))`, "{{bucket}} read")),
		style.Graph("Failed, by bucket", "Each backend has a bucket and a user of its own: which of them fails.", style.Requests,
			minio.query(`sum by (bucket) (rate(minio_bucket_requests_4xx_errors_total{@here}[@rate]))`, "{{bucket}} 4xx"),
			minio.query(`sum by (bucket) (rate(minio_bucket_requests_5xx_errors_total{@here}[@rate]))`, "{{bucket}} 5xx")).
			Empty("No request for an object has failed since MinIO started."),
	)
}

func minioFills(minio part) style.Row {
	free := `max(minio_cluster_capacity_usable_free_bytes{@here})`
	return style.Ask("Which bucket grows, and when is it full?",
		style.Stat("Free", "Of what can be used, after redundancy.", style.Ratio,
			minio.query(free+` / max(minio_cluster_capacity_usable_total_bytes{@here})`, "")).
			Threshold(style.Bad, style.From{Value: 0.1, Colour: style.Warn}, style.From{Value: 0.2, Colour: style.Good,
				Why: "Red below a tenth: MinIO refuses to write when a drive is full, and nothing is stored any more."}),
		style.Stat("Full in", "If it goes on as in the last six hours.", style.Seconds,
			minio.query(free+` / (max(-deriv(minio_cluster_capacity_usable_free_bytes{@here}[6h])) > 0)`, "")).
			Empty("It does not grow.").
			Threshold(style.Bad, style.From{Value: 604800, Colour: style.Good, Why: "Red below a week."}),
		style.Stat("Objects", "In all buckets, as the scanner counted them last.", style.Count,
			minio.query(`max(minio_cluster_usage_object_total{@here})`, "")),
		style.Stat("Counted", "How long ago the scanner looked: the sizes below are of then.", style.Nanoseconds,
			minio.query(`max(minio_usage_last_activity_nano_seconds{@here})`, "")),
		style.Graph("Size, by bucket", "What retention leaves; a bucket that only grows has a backend whose retention does not run.", style.Bytes,
			minio.query(`max by (bucket) (minio_bucket_usage_total_bytes{@here})`, "{{bucket}}")).Stacked(),
		style.Graph("Objects, by bucket", "Many small ones are a compactor that does not run.", style.Count,
			minio.query(`max by (bucket) (minio_bucket_usage_object_total{@here})`, "{{bucket}}")),
	)
}

func minioWorks(minio part) style.Row {
	// The figures of each drive are of another address of MinIO's, which is not scraped.
	return style.Ask("Are its drives slow?",
		style.Graph("Requests that wait", "More than were let in: a drive that is slow keeps them.", style.Count,
			minio.query(`sum by (k8s_pod_name) (minio_s3_requests_waiting_total{@here})`, "{{k8s_pod_name}}")),
		style.Graph("Read and written", "By the process, from and to what is below its drives.", style.BytesPerSecond,
			minio.query(`sum(rate(minio_node_io_read_bytes_total{@here}[@rate]))`, "read"),
			minio.query(`sum(rate(minio_node_io_write_bytes_total{@here}[@rate]))`, "written")),
	)
}
