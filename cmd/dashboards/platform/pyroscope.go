package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Pyroscope is the dashboard of the store of profiles.
func Pyroscope() style.Dashboard {
	const pyroscope part = "pyroscope"
	return style.Dashboard{
		Name: "pyroscope", Namespace: string(pyroscope), See: []string{"profiles", "ebpf", "minio"},
		Description: "Whether Pyroscope takes, stores and answers for profiles.",
		Rows:        pyroscope.rows(pyroscopeTakes(pyroscope), pyroscopeStores(pyroscope), pyroscopeAnswers(pyroscope)),
	}
}

func pyroscopeTakes(pyroscope part) style.Row {
	received := func(of string) string {
		return `sum(rate(pyroscope_distributor_received_decompressed_bytes_total_` + of + `{@here,stage="received"}[@rate]))`
	}
	return style.Ask("Does it take what is sent?",
		append([]*style.Panel{
			pyroscope.up(),
			style.Stat("Profiles per second", "What arrives: one for each container and 15 seconds.", style.PerSecond,
				pyroscope.query(received("count"), "")).Empty(nothingCame),
			style.Stat("Series", "Sets of labels that have profiles in memory.", style.Count,
				pyroscope.query(`sum(pyroscope_tsdb_head_series{@here})`, "")).Empty(nothingCame),
			style.Stat("Discarded", "Profiles that were thrown away in the time range, by a limit.", style.Count,
				pyroscope.instant(`sum(increase(pyroscope_discarded_samples_total{@here}[@range])) or vector(0)`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "A refused push of profiles is not tried again: it is lost."}),
			style.Stat("Ring unhealthy", "Members that no other hears of.", style.Count,
				pyroscope.query(`max(sum by (name) (pyroscope_ring_members{@here,state="Unhealthy"}))`, "")).
				Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "One is enough for writes to fail where there is one replica."}),
			style.Graph("Bytes received", "Profiles as they are when unpacked.", style.BytesPerSecond,
				pyroscope.query(received("sum"), "received")).Width(8).Empty(nothingCame),
			style.Graph("Discarded, by reason", "The limit's name; not_in_ingestion_window is a clock or a backlog.", style.PerSecond,
				pyroscope.query(`sum by (reason) (rate(pyroscope_discarded_samples_total{@here}[@rate]))`,
					"{{reason}}")).
				Empty("Nothing was discarded.").Width(8),
			style.Graph("Given up by profilers, by node",
				"A push that is refused over gRPC counts as answered here: the sender knows better.", style.PerSecond,
				style.Query(`sum by (k8s_node_name) (rate(otelcol_exporter_send_failed_profile_samples_total{@cluster}[@rate]))`, "{{k8s_node_name}}")).
				Empty("No profiler has given up anything since it started.").Width(8).To("ebpf"),
		}, pyroscope.requests("Pushes", "pyroscope_request_duration_seconds", ".*(push|ingest|profilesservice).*", nothingCame)...)...,
	)
}

func pyroscopeStores(pyroscope part) style.Row {
	return style.Ask("Is what it took stored?",
		style.Graph("Profiles in memory", "Until a block is cut of them.", style.Count,
			pyroscope.query(`sum(pyroscope_head_profiles{@here})`, "in memory")).Empty(nothingCame),
		style.Graph("Bytes in memory", "By what they are of; symbols are most.", style.Bytes,
			pyroscope.query(`sum by (type) (pyroscope_head_size_bytes{@here})`, "{{type}}")).Stacked().Empty(nothingCame),
		style.Graph("Operations on the bucket", "What it asks of MinIO.", style.PerSecond,
			pyroscope.query(`sum by (operation) (rate(objstore_bucket_operations_total{@here}[@rate]))`, "{{operation}}")).To("minio"),
		style.Graph("Failed operations on the bucket", "A denied or broken bucket shows here first; see MinIO.", style.PerSecond,
			pyroscope.query(`sum by (operation) (rate(objstore_bucket_operation_failures_total{@here}[@rate]))`, "{{operation}}")).To("minio"),
	)
}

func pyroscopeAnswers(pyroscope part) style.Row {
	return style.Ask("Does it answer queries?",
		append(pyroscope.requests("Queries", "pyroscope_request_duration_seconds",
			".*(querierservice|pyroscope_render|pyroscope_label).*", nobodyAsked),
			style.Graph("Queries that wait", "In the scheduler's queue.", style.Count,
				pyroscope.query(`sum(pyroscope_query_scheduler_queue_length{@here})`, "waiting")).Empty(nobodyAsked),
			style.Graph("Blocks open", "Blocks that are read for queries.", style.Count,
				pyroscope.query(`sum(pyroscopedb_blocks_currently_open{@here})`, "open")).Empty("No block was read since it started."),
		)...,
	)
}
