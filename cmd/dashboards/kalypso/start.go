package kalypso

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// Start is where a person begins. Each of its queries is of one moment or of few series: all of them together are to cost a
// backend less than 300 ms.
func Start() style.Dashboard {
	return style.Dashboard{
		Name:        "start",
		Description: "Is everything well: what fires, whether each signal arrives, how each component is, what changed, and where to look next.",
		See:         []string{"alerts", "cluster", "services", "logs"},
		Rows: []style.Row{
			style.Ask("Does anything need a person?", needed()...),
			style.Ask("Does each signal arrive, and is each component well?", signals(), components()),
			style.Ask("What fires?", fires()),
			style.Ask("What changed?", changed()),
			style.Ask("Where next?", next()),
		},
	}
}

func needed() []*style.Panel {
	count := func(title, about, query, unit string, worst style.Colour, why string) *style.Panel {
		return style.Stat(title, about, style.Count, style.Instant(query, unit)).Plain().
			Threshold(style.Good, style.From{Value: 1, Colour: worst, Why: why}).Background()
	}
	return []*style.Panel{
		count("Critical", "Alerts that somebody is woken for.",
			`count(ALERTS{alertstate="firing",severity="critical",`+ofCluster+`}) or vector(0)`, "critical", style.Bad, "").To("alerts"),
		count("Warnings", "Alerts for working hours.", `count(ALERTS{alertstate="firing",severity="warning",`+ofCluster+`}) or vector(0)`,
			"warning", style.Warn, "").To("alerts"),
		style.Stat("Watchdog", "An alert that must always fire. Without it nothing else would be heard of.", style.OnOff,
			style.Instant(`count(ALERTS{alertstate="firing",alertname="Watchdog"}) > bool 0 or vector(0)`, "watchdog")).Plain().Background().
			Values(map[string]dashboard.ValueMappingResult{"0": style.Means("silent", style.Bad),
				"1": style.Means("fires", style.Good)}).To("alerts"),
		count("Nodes not ready", "Nodes whose kubelet is silent or unwell.",
			`count(kube_node_status_condition{condition="Ready",status="true",@cluster} == 0) or vector(0)`, "nodes", style.Bad, "").To("nodes"),
		count("Pods not running", "Pods that wait or have failed.", `sum(kube_pod_status_phase{phase=~"Pending|Failed|Unknown",@cluster})`,
			"pods", style.Warn, "").To("pods"),
		count("Targets down", "Programs whose metrics cannot be had.", `count(up{@cluster} == 0) or vector(0)`, "targets", style.Warn,
			"").To("collectors"),
	}
}

// ofSignals asks one query for each signal, and gives each answer its name.
func ofSignals(metrics, logs, traces, profiles string) string {
	named := func(query, name string) string {
		return `label_replace(` + query + `, "signal", "` + name + `", "", "")`
	}
	return `sum by (signal) (` + named(metrics, "metrics") + ` or ` + named(logs, "logs") + ` or ` + named(traces,
		"traces") + ` or ` + named(profiles, "profiles") + `)`
}

func signals() *style.Panel {
	rate := func(metric string) string { return `sum(rate(` + metric + `[5m]))` }
	some := func(metrics string) string {
		return `(` + rate(`{__name__=~"`+metrics+`",@cluster}`) + ` or vector(0))`
	}
	way := func(signal string) string {
		return some("otelcol_(receiver_refused|exporter_send_failed|exporter_enqueue_failed)_" + signal + "_total")
	}
	return style.Table("Signals", "What each store takes in a second, what it takes and throws away, and what the collectors could not "+
		"deliver to it. Profiles go to the store directly. "+
		"Samples, lines, spans and profiles are counted.",
		[]string{"signal"},
		style.Cell("Arrives", style.PerSecond, ofSignals(rate(`cortex_distributor_received_samples_total{@cluster}`),
			rate(`loki_distributor_lines_received_total{@cluster}`),
			rate(`tempo_distributor_spans_received_total{@cluster}`),
			rate(`pyroscope_distributor_received_decompressed_bytes_total_count{stage="received",@cluster}`))),
		style.Cell("Thrown away", style.PerSecond, ofSignals(some("cortex_discarded_samples_total"), some("loki_discarded_samples_total"),
			some("tempo_discarded_spans_total|tempo_metrics_generator_spans_discarded_total"), some("pyroscope_discarded_samples_total"))),
		style.Cell("Not delivered", style.PerSecond, ofSignals(way("metric_points"), way("log_records"), way("spans"), `vector(0)`))).
		ColumnColour("Arrives", style.Bad, style.From{Value: 0.001, Colour: style.Good,
			Why: "The platform itself sends metrics and logs: none of them is never well."}).
		ColumnColour("Thrown away", style.Good, style.From{Value: 0.001, Colour: style.Bad,
			Why: "What is thrown away is lost, and whoever sent it was told that all is well."}).
		ColumnColour("Not delivered", style.Good, style.From{Value: 0.001, Colour: style.Bad}).
		To("mimir", "loki", "tempo", "pyroscope", "collectors").Size(10, 9)
}

// component gives the series of a namespace the name of the dashboard that tells of it.
func component(query string) string {
	named := `label_replace(` + query + `, "component", "$1", "k8s_namespace_name", "(.+)")`
	for _, other := range [][2]string{{"istio-system", "istio"}, {"otel-system", "ebpf"}, {"telemetry", "collectors"}} {
		named = `label_replace(` + named + `, "component", "` + other[1] + `", "k8s_namespace_name", "` + other[0] + `")`
	}
	return `sum by (component) (` + named + `)`
}

func components() *style.Panel {
	const of = `{k8s_namespace_name=~"istio-system|minio|mimir|tempo|loki|pyroscope|grafana|otel-system|telemetry",@cluster}`
	const requests = `{__name__=~"(cortex|loki|tempo|pyroscope)_request_duration_seconds_count",@cluster}`
	const failed = `{__name__=~"(cortex|loki|tempo|pyroscope)_request_duration_seconds_count",status_code=~"5..",@cluster}`
	return style.Table("Components", "Every part of the platform: workloads whose pods are missing, programs whose metrics cannot be had, "+
		"requests that a store failed in the last five minutes, "+
		"restarts in the last hour, and what it uses.",
		[]string{"component"},
		style.Cell("Missing pods", style.Count, component(`(sum by (k8s_namespace_name) (workload:replicas:desired`+of+
			`) - sum by (k8s_namespace_name) (workload:replicas:available`+of+`))`)),
		style.Cell("Silent", style.Count, component(`count by (k8s_namespace_name) (up`+of+`) - sum by (k8s_namespace_name) (up`+of+`)`)),
		style.Cell("Failed requests", style.Ratio, component(`((sum by (k8s_namespace_name) (rate(`+failed+
			`[5m])) or 0 * sum by (k8s_namespace_name) (rate(`+requests+`[5m]))) / sum by (k8s_namespace_name) (rate(`+requests+`[5m])))`)),
		style.Cell("Restarts", style.Count, component(`sum by (k8s_namespace_name) (workload:restarts:increase1h`+of+`)`)),
		style.Cell("CPU", style.Cores, component(`namespace:cpu_usage:cores`+of)),
		style.Cell("Memory", style.Bytes, component(`namespace:memory_working_set:bytes`+of))).
		ColumnColour("Missing pods", style.Good, style.From{Value: 1, Colour: style.Bad}).
		ColumnColour("Silent", style.Good, style.From{Value: 1, Colour: style.Bad}).
		ColumnColour("Failed requests", style.Good, style.From{Value: 0.05, Colour: style.Bad,
			Why: "The alerts on failed requests begin at 5 %."}).
		ColumnColour("Restarts", style.Good, style.From{Value: 1, Colour: style.Warn}).
		Link("Its dashboard", "/d/"+style.UID("${__data.fields.Component}")+"?${cluster:queryparam}&${__url_time_range}").Size(14, 9)
}

func fires() *style.Panel {
	return style.Table("Firing", "What fires now, and since when. In Grafana's list, a click away, each has its runbook and its dashboard.",
		[]string{"severity", "alertname", style.NamespaceLabel, style.ServiceLabel, style.NodeLabel},
		style.Cell("Since", style.Since, `min by (severity, alertname, k8s_namespace_name, service_name, k8s_node_name) `+
			`(ALERTS_FOR_STATE{alertname!="Watchdog",`+ofCluster+`} and on (alertname, k8s_namespace_name, service_name, k8s_node_name) `+firing+
			`) * 1000`)).
		Link("Runbook and dashboard", "/alerting/list?search=${__data.fields.Alert}").Height(6).Empty("Nothing fires.")
}

func changed() *style.Panel {
	return style.Logs("Changes", "What `pulumi up` changed, and rollouts and warnings of Kubernetes, the newest first.",
		style.Lines(`{service_name=~"kalypso-deployments|k8s-events",@cluster} | `+
			`k8s_event_reason=~"|ScalingReplicaSet|.*(Fail|BackOff|Evict|OOM|NotReady|Unhealthy).*"`)).
		Height(8).Empty("Nothing changed in this time.")
}

// next are the ways on by question. The links carry the time.
func next() *style.Panel {
	const at = "?${__url_time_range}&${cluster:queryparam}"
	to := func(text, name string) string { return "[" + text + "](/d/" + style.UID(name) + at + ")" }
	return style.Say("Ways on", "| Question | Look at |\n|---|---|\n"+
		"| An application is slow or fails | "+to("Services", "services")+", "+to("Traces", "traces")+", "+to("Logs",
		"logs")+", "+to("Profiles", "profiles")+", "+to("Network", "network")+" |\n"+
		"| A pod does not run | "+to("Pods", "pods")+", "+to("Workloads", "workloads")+", "+to("Namespaces", "namespaces")+" |\n"+
		"| A node or the cluster is full | "+to("Cluster", "cluster")+", "+to("Nodes", "nodes")+", "+to("Storage", "storage")+" |\n"+
		"| Something is missing here | "+to("Collectors", "collectors")+", "+to("eBPF coverage", "ebpf")+", "+to("Istio", "istio")+" |\n"+
		"| A store is unwell | "+to("Mimir", "mimir")+", "+to("Loki", "loki")+", "+to("Tempo", "tempo")+", "+to("Pyroscope",
		"pyroscope")+", "+to("MinIO", "minio")+", "+to("Grafana", "grafana")+" |\n"+
		"| It costs too much | "+to("Cardinality and volume", "cost")+" |").Height(7)
}
