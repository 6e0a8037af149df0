package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

const (
	obi      = `@cluster,job="otel-system/opentelemetry-ebpf-instrumentation"`
	profiler = `@cluster,job="telemetry/ebpf-profiler"`
	// noKernel is why both may be silent on every node.
	noKernel = "No node carries it: eBPF is off, or no kernel lets it run (kalypso doctor says which and why)."
)

// EBPF is the dashboard of what is seen without a change to any program, and what is not.
func EBPF() style.Dashboard {
	const otel part = "otel-system"
	return style.Dashboard{
		Name: "ebpf", Namespace: string(otel), See: []string{"services", "profiles", "network", "collectors"},
		Description: "Which nodes and services OBI and the profiler see, and why they do not see the others.",
		Rows:        otel.rows(ebpfNodes(), ebpfServices(), ebpfArrives()),
	}
}

func ebpfNodes() style.Row {
	const every = ` or 0 * max by (k8s_node_name) (kube_node_info{@cluster})`
	node := func(column string, unit style.Unit, expr string) style.Target {
		return style.Cell(column, unit, expr+every)
	}
	return style.Ask("Which nodes carry the eBPF programs, and why not the others?",
		style.Stat("Nodes with OBI", "Of all nodes.", style.Ratio,
			style.Query(`(count(up{`+obi+`} == 1) or vector(0)) / count(kube_node_info{@cluster})`, "")).Size(6, 4),
		style.Stat("Nodes with the profiler", "Of all nodes.", style.Ratio,
			style.Query(`(count(up{`+profiler+`} == 1) or vector(0)) / count(kube_node_info{@cluster})`, "")).Size(6, 4),
		style.Stat("Nodes marked as unfit",
			"By the verification of their kernels (kalypso:ebpf auto or on): the label kalypso.io/ebpf-obi or -profiler is no.",
			style.Count, style.Query(`count(kube_node_labels{@cluster,label_kalypso_io_ebpf_obi="no"}) or vector(0)`, "OBI"),
			style.Query(`count(kube_node_labels{@cluster,label_kalypso_io_ebpf_profiler="no"}) or vector(0)`, "profiler")).Names().Size(6, 4),
		style.Stat("Pods that wait", "Of both DaemonSets: wanted on a node, and not ready.", style.Count,
			style.Query(`sum(kube_daemonset_status_number_unavailable{@cluster,daemonset=~"obi.*|ebpf-profiler"}) or vector(0)`, "")).Size(6, 4).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad,
				Why: "One that never gets ready has a kernel that refuses it: its log says what."}),
		style.Table("Node by node", "A node without OBI has spans only of programs with an SDK, and one without the profiler no profiles.",
			[]string{style.NodeLabel},
			node("OBI answers", style.YesNo, `max by (k8s_node_name) (up{`+obi+`})`),
			node("Unfit for OBI", style.YesNo, `max by (k8s_node_name) (kube_node_labels{@cluster,label_kalypso_io_ebpf_obi="no"})`),
			node("Processes it sees", style.Count, `sum by (k8s_node_name) (obi_instrumented_processes{@cluster})`),
			node("Profiler answers", style.YesNo, `max by (k8s_node_name) (up{`+profiler+`})`),
			node("Unfit for the profiler", style.YesNo, `max by (k8s_node_name) (kube_node_labels{@cluster,label_kalypso_io_ebpf_profiler="no"})`),
			node("Samples per second", style.PerSecond,
				`sum by (k8s_node_name) (rate(otelcol_exporter_sent_profile_samples_total{`+profiler+`}[5m]))`),
		),
	)
}

func ebpfServices() style.Row {
	return style.Ask("Which services are seen, and which are not?",
		style.Bars("Processes that OBI instruments", "By the name of the program.", style.Count,
			style.Instant(`sum by (process_name) (obi_instrumented_processes{@cluster})`, "{{process_name}}")).Empty(noKernel),
		style.Table("Left to an SDK", "OBI has seen that they send their own traces or metrics, and keeps quiet: each request is told once.",
			[]string{"service_namespace", style.ServiceLabel, "telemetry_type"},
			style.Cell("Left alone", style.YesNo, `max by (service_namespace, service_name, telemetry_type) (obi_avoided_services{@cluster})`)).
			Width(8).Empty("No program with an SDK has sent anything since OBI started."),
		style.Graph("Errors of instrumenting", "By program and kind: what OBI could not attach to.", style.PerSecond,
			style.Query(`sum by (process_name, error_type) (rate(obi_instrumentation_errors_total{@cluster}[@rate]))`,
				"{{process_name}} {{error_type}}")).
			Empty("OBI could attach to everything that it tried.").Width(8),
		style.Table("Deployments that no span is of",
			"They have pods and no span. Either nobody has sent them a request, or the reasons on the right.",
			[]string{style.NamespaceLabel, "deployment"},
			style.Cell("Replicas", style.Count, `max by (k8s_namespace_name, deployment) (kube_deployment_spec_replicas{@cluster} > 0)
unless on (k8s_namespace_name, deployment)
label_replace(traces_spanmetrics_calls_total{@cluster}, "deployment", "$1", "service", "(.+)")`)).
			Width(15).Empty("Every Deployment has spans."),
		style.Say("Why a service is not seen", `- Its namespace is left out: kube-system, and Kalypso's own.
- Its pods are annotated for an SDK (`+"`instrumentation.opentelemetry.io/inject-...`"+`), which then has to send.
- Its node has no OBI (above).
- It speaks a protocol that OBI does not know, or TLS of a library that it cannot read.
- `+"`telemetry.kalypso.io/drop`"+` on the pod or its namespace keeps its traces out.`).Size(9, 8),
	)
}

func ebpfArrives() style.Row {
	return style.Ask("Does what they see arrive?",
		style.Graph("Sent by OBI, by node", "Batches of traces and of metrics that went to the gateway.", style.PerSecond,
			style.Query(`sum by (k8s_node_name) (rate(obi_otel_trace_exports_total{@cluster}[@rate]))`, "{{k8s_node_name}} traces"),
			style.Query(`sum by (k8s_node_name) (rate(obi_otel_metric_exports_total{@cluster}[@rate]))`,
				"{{k8s_node_name}} metrics")).Width(8).Empty(noKernel),
		style.Graph("Failed to send", "The gateway is away, or refuses.", style.PerSecond,
			style.Query(`sum by (k8s_node_name, error) (rate(obi_otel_trace_export_errors_total{@cluster}[@rate]))`, "{{k8s_node_name}} {{error}}"),
			style.Query(`sum by (k8s_node_name, error) (rate(obi_otel_metric_export_errors_total{@cluster}[@rate]))`,
				"{{k8s_node_name}} {{error}}")).
			Empty("Nothing has failed since OBI started.").Width(8),
		style.Graph("Profiles, by node", "CPU that the profiles of a node add up to: a node at 0 is not profiled.", style.Cores,
			style.ProfileQuery(style.CPUProfile, `{k8s_cluster_name=~"${cluster:pipe}"}`, "{{k8s_node_name}}", style.NodeLabel)).
			Width(8).Empty(noKernel),
		style.Traces("The newest traces that OBI made", "Of any service; nothing is here where nobody sends a request.",
			style.TraceQuery(`{resource.telemetry.sdk.name="opentelemetry-ebpf-instrumentation"
&& resource.k8s.cluster.name=~"${cluster:pipe}"}`, 20)).
			Empty("Nobody has sent a request to a service that OBI sees, or no node carries it."),
	)
}
