package platform

import (
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// telemetry are the collectors, and the profiler, which is one.
const telemetry part = "telemetry"

// signals are the three that collectors count, by the names that their metrics have.
func signals() [][2]string {
	return [][2]string{{"metric_points", "metrics"}, {"log_records", "logs"}, {"spans", "traces"}}
}

// Collectors is the dashboard of what is between the sources and the stores.
func Collectors() style.Dashboard {
	return style.Dashboard{
		Name: "collectors", Namespace: string(telemetry), See: []string{"ebpf", "mimir", "loki", "tempo", "pyroscope"},
		Description: "What the collectors received, refused, dropped and still hold, by signal.",
		// Their own logs are not collected: lines about lines would never end.
		Rows: []style.Row{collectorsSummary(), collectorsBalance(), collectorsLoss(), collectorsQueues(), collectorsSources(), telemetry.takes()},
	}
}

// each makes a query of every signal: @signal in it is the metric's part, and the legend is the signal.
func each(expr, legend string) []style.Target {
	var targets []style.Target
	for _, signal := range signals() {
		targets = append(targets,
			telemetry.query(strings.ReplaceAll(expr, "@signal", signal[0]), strings.ReplaceAll(legend, "@signal", signal[1])))
	}
	return targets
}

// total adds up a counter of every signal over the time range: @signal in it is the metric's part.
func total(counter string) style.Target {
	var sums []string
	for _, signal := range signals() {
		sums = append(sums, `(sum(increase(`+strings.ReplaceAll(counter, "@signal", signal[0])+`{@here}[@range])) or vector(0))`)
	}
	return telemetry.instant(strings.Join(sums, "\n+ "), "")
}

func collectorsSummary() style.Row {
	lost := style.From{Value: 1, Colour: style.Bad, Why: "Nothing is refused, failed or dropped on a healthy platform."}
	return style.Ask("Does every signal get through?",
		telemetry.up(),
		style.Stat("Refused", "Not taken from a sender, which may try again, in the time range: memory is short or a queue is full.", style.Count,
			total("otelcol_receiver_refused_@signal_total")).Threshold(style.Good, lost),
		style.Stat("Send failed", "Given up on the way to a store, in the time range: lost.", style.Count,
			total("otelcol_exporter_send_failed_@signal_total")).Threshold(style.Good, lost),
		style.Stat("Queue full", "Not taken into a queue, in the time range: lost, unless the sender tries again.", style.Count,
			total("otelcol_exporter_enqueue_failed_@signal_total")).Threshold(style.Good, lost),
		style.Stat("Fullest queue", "Of all exporters of all collectors.", style.Ratio,
			telemetry.query(`max(otelcol_exporter_queue_size{@here} / otelcol_exporter_queue_capacity{@here})`, "")).
			Threshold(style.Good, style.From{Value: 0.5, Colour: style.Bad, Why: "Red from half: as much again and signals are refused."}),
	)
}

func collectorsBalance() style.Row {
	const gateway = `@cluster,job="telemetry/kalypso-collector"`
	const out = gateway + `,exporter=~"otlp/traces|otlphttp/metrics|otlphttp/logs"`
	var panels []*style.Panel
	for _, signal := range signals() {
		of := func(expr string) string { return strings.ReplaceAll(expr, "@signal", signal[0]) }
		panels = append(panels, style.Graph("The gateway's "+signal[1],
			"What it took and what the store has; they are apart while a queue fills or empties.",
			style.PerSecond,
			style.Query(of(`sum(rate(otelcol_receiver_accepted_@signal_total{`+gateway+`}[@rate]))`), "accepted"),
			style.Query(of(`sum(rate(otelcol_exporter_sent_@signal_total{`+out+`}[@rate]))`), "sent")).Width(8).Empty(nothingCame))
	}
	filtered := map[string]string{"metric_points": "datapoints", "log_records": "logs", "spans": "spans"}
	var difference []style.Target
	for _, signal := range signals() {
		difference = append(difference, style.Query(`sum(increase(otelcol_receiver_accepted_`+signal[0]+`_total{`+gateway+`}[@range]))
- sum(increase(otelcol_exporter_sent_`+signal[0]+`_total{`+out+`}[@range]))
- (sum(increase(otelcol_processor_filter_`+filtered[signal[0]]+`_filtered_total{`+gateway+`}[@range])) or vector(0))`, signal[1]))
	}
	panels = append(panels, style.Graph("Accepted, less sent, less left out on purpose",
		"Of the time range before each point: what is under way, in a queue, or lost. Around 0 is well; a sampled share of traces counts too.",
		style.Count, difference...).Empty(nothingCame))
	return style.Ask("Is what was accepted also sent?", panels...)
}

func collectorsLoss() style.Row {
	return style.Ask("What is lost, and where?",
		style.Graph("Refused, by collector", "Its memory limit is reached, or its queue is full: the sender is told.", style.PerSecond,
			each(`sum by (job, receiver) (rate(otelcol_receiver_refused_@signal_total{@here}[@rate]))`, "{{job}} {{receiver}} @signal")...).
			Empty("No collector has refused anything since it started."),
		style.Graph("Failed to send, by exporter", "The destination said that it will never take it.", style.PerSecond,
			each(`sum by (job, exporter) (rate(otelcol_exporter_send_failed_@signal_total{@here}[@rate]))`, "{{job}} {{exporter}} @signal")...).
			Empty("No collector has given up anything since it started."),
		style.Graph("Not taken into a queue", "The queue of the exporter is full.", style.PerSecond,
			each(`sum by (job, exporter) (rate(otelcol_exporter_enqueue_failed_@signal_total{@here}[@rate]))`, "{{job}} {{exporter}} @signal")...).
			Empty("No queue was full since the collectors started."),
		style.Graph("Left out on purpose", "Health checks, scrapes, and what an annotation keeps out.", style.PerSecond,
			telemetry.query(`sum(rate(otelcol_processor_filter_datapoints_filtered_total{@here}[@rate]))`, "metrics"),
			telemetry.query(`sum(rate(otelcol_processor_filter_logs_filtered_total{@here}[@rate]))`, "logs"),
			telemetry.query(`sum(rate(otelcol_processor_filter_spans_filtered_total{@here}[@rate]))`, "traces")).
			Empty("Nothing was left out since the collectors started."),
	)
}

func collectorsQueues() style.Row {
	const fill = `otelcol_exporter_queue_size{@here} / otelcol_exporter_queue_capacity{@here}`
	return style.Ask("How full are the queues, and for how long is there room?",
		style.Graph("Fill, by exporter",
			"A queue fills while its store is away or slow. The gateway's are on disk, 74 minutes of the profile's load.", style.Ratio,
			telemetry.query(`max by (job, exporter, data_type) (`+fill+`)`, "{{job}} {{exporter}} {{data_type}}")).
			Threshold(style.Good, style.From{Value: 0.5, Colour: style.Bad, Why: "The line at half is the alert's."}),
		style.Graph("Full in", "If it goes on filling as in the last 15 minutes.", style.Seconds,
			telemetry.query(`(1 - max by (job, exporter) (`+fill+`)) / (max by (job, exporter) (deriv(otelcol_exporter_queue_size{@here}[15m]))
/ max by (job, exporter) (otelcol_exporter_queue_capacity{@here}) > 0)`, "{{job}} {{exporter}}")).Empty("No queue is filling."),
	)
}

func collectorsSources() style.Row {
	return style.Ask("What does each source bring?",
		style.Graph("Accepted, by source", "Each receiver of each collector: one at 0 has lost its source.", style.PerSecond,
			each(`sum by (job, receiver) (rate(otelcol_receiver_accepted_@signal_total{@here}[@rate]))`, "{{job}} {{receiver}} @signal")...).
			Legend().Size(24, 9),
		style.Graph("Targets that do not answer", "Scrapes of the agents and of the cluster collector, by job.", style.Count,
			style.Query(`count by (job) (up{@cluster} == 0)`, "{{job}}")).Empty("Every target answers."),
		style.Graph("Log files read", "Files that the agents follow, by node.", style.Count,
			telemetry.query(`sum by (k8s_node_name) (otelcol_fileconsumer_open_files{@here})`, "{{k8s_node_name}} open"),
			telemetry.query(`sum by (k8s_node_name) (otelcol_fileconsumer_reading_files{@here})`, "{{k8s_node_name}} reading")),
		style.Graph("Senders without a pod",
			"Addresses that a collector has looked up and found no pod of: what comes from there has no workload.", style.PerSecond,
			telemetry.query(`sum by (job) (rate(otelcol_otelsvc_k8s_ip_lookup_miss_total{@here}[@rate]))`, "{{job}}")).
			Empty("Every pod was found since the collectors started."),
		style.Graph("Profiles sent, by node", "The profiler's samples; it has no queue on disk.", style.PerSecond,
			telemetry.query(`sum by (k8s_node_name) (rate(otelcol_exporter_sent_profile_samples_total{@here}[@rate]))`, "{{k8s_node_name}}")).
			Empty("The profiler is off, or no node's kernel lets it run.").To("ebpf"),
	)
}
