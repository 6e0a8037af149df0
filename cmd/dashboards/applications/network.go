package applications

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

const noCalls = "Nobody has sent a request that OBI or an SDK saw (see eBPF coverage)."

// Network is the dashboard of what goes in and out of a workload.
func Network() style.Dashboard {
	return style.Dashboard{
		Name: "network", Filter: []string{style.Namespace, style.Workload}, See: []string{"services", "pods", "istio", "ebpf"},
		Description: "Who talks to a workload and to whom it talks, how much, and what is lost on the way.",
		Rows:        []style.Row{networkCalls(), networkAnswers(), networkBytes(), networkLoss()},
	}
}

func networkCalls() style.Row {
	const calls = `k8s_cluster_name=~"$cluster"`
	sides := func(metric, more string) string {
		in := func(side string) string {
			return metric + `{` + calls + `,` + side + `=~"$workload"` + more + `}[@rate]`
		}
		return `sum by (client, server) (rate(` + in("client") + `) or rate(` + in("server") + `))`
	}
	return style.Ask("Who talks to whom?",
		style.Graph("Calls, by pair", "Of a client and a server, where both have spans.", style.Requests,
			style.Query(`topk(20, `+sides("traces_service_graph_request_total", "")+`)`, "{{client}} to {{server}}")).Empty(noCalls),
		style.Graph("Failed calls, by pair", "As the spans say.", style.Requests,
			style.Query(sides("traces_service_graph_request_failed_total", "")+` > 0`, "{{client}} to {{server}}")).Empty("No call has failed."),
		style.Nodes("The map", "Drawn of the calls above.", style.ServiceMap(`{@namespace}`)).Empty(noCalls),
	)
}

// networkAnswers is of the metrics that OBI and SDKs send themselves: those of spans do not have methods and codes.
func networkAnswers() style.Row {
	const by = `by (k8s_namespace_name, service_name`
	p95 := func(metric string) string {
		return `topk(10, histogram_quantile(0.95, sum ` + by + `, le) (rate(` + metric + `_bucket{@workload}[@rate]))))`
	}
	const legend = "{{k8s_namespace_name}} {{service_name}}"
	return style.Ask("What does the wire say: how fast, with which answer?",
		style.Graph("Answers over HTTP, by code", "As OBI reads them off the connection, or an SDK counts them.", style.Requests,
			style.Query(`sum `+by+`, http_response_status_code) (rate(http_server_request_duration_seconds_count{@workload}[@rate]))`,
				legend+" {{http_response_status_code}}")).Empty(noCalls),
		style.Graph("95 of 100 answers within", "From the first byte of the request to the last of the answer.", style.Seconds,
			style.Query(p95("http_server_request_duration_seconds"), legend)).Empty(noCalls),
		style.Graph("95 of 100 of its own calls within",
			"What a workload waits for others: a slow answer with slow calls is not its own.", style.Seconds,
			style.Query(p95("http_client_request_duration_seconds"), legend+" HTTP"),
			style.Query(p95("rpc_client_duration_seconds"), legend+" RPC"),
			style.Query(p95("db_client_operation_duration_seconds"), legend+" database")).
			Empty("No chosen workload calls another that OBI or an SDK saw."),
		style.Graph("Answers over RPC", "gRPC, as OBI or an SDK counts it.", style.Requests,
			style.Query(`sum `+by+`, rpc_grpc_status_code) (rate(rpc_server_duration_seconds_count{@workload}[@rate]))`,
				legend+" {{rpc_grpc_status_code}}")).Empty("No chosen workload answers gRPC."),
	)
}

// ofWorkloads adds up a metric of pods by the workload that owns them: the kubelet's network metrics know the pod only.
func ofWorkloads(expr string) string {
	return `sum by (k8s_namespace_name, service_name) (sum by (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) (` + expr + `)
* on (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) group_left (service_name) pod:workload:info{@workload})`
}

func networkBytes() style.Row {
	const workload, pod = "{{k8s_namespace_name}} {{service_name}}", "{{k8s_namespace_name}} {{k8s_pod_name}}"
	of := func(metric string) string {
		return `rate(container_network_` + metric + `_total{@namespace,k8s_pod_name!=""}[@rate])`
	}
	pods := func(metric string) string {
		return `topk(10, sum by (k8s_namespace_name, k8s_pod_name) (rate(container_network_` + metric + `_total{@containers}[@rate])))`
	}
	return style.Ask("How much does it send and receive?",
		style.Graph("Received, by workload", "The ten with the most: all that their pods' interfaces carry, as the kubelet counts it. "+
			"Pods on the node's own network have the node's numbers.", style.BytesPerSecond,
			style.Query(`topk(10, `+ofWorkloads(of("receive_bytes"))+`)`, workload)),
		style.Graph("Sent, by workload", "The ten with the most.", style.BytesPerSecond,
			style.Query(`topk(10, `+ofWorkloads(of("transmit_bytes"))+`)`, workload)),
		style.Graph("Received, by pod", "The ten pods with the most: replicas that are unlike share their work badly.", style.BytesPerSecond,
			style.Query(pods("receive_bytes"), pod)),
		style.Graph("Packets, by workload", "The ten with the most, in and out. Many small ones cost CPU.", style.PerSecond,
			style.Query(`topk(10, `+ofWorkloads(of("receive_packets")+` + `+of("transmit_packets"))+`)`, workload)),
		style.Say("Whom the bytes are of",
			"OBI can say which workload each byte goes to, `obi_network_flow_bytes_total`. It is off, as it makes a series of "+
				"each pair of pods: `kalypso:components.otel.values.obi.config.data.network.enable: true` turns it on."),
	)
}

func networkLoss() style.Row {
	of := func(direction string) style.Target {
		return style.Query(`sum by (k8s_namespace_name, k8s_pod_name) (
rate(container_network_`+direction+`_packets_dropped_total{@containers}[@rate])
+ rate(container_network_`+direction+`_errors_total{@containers}[@rate])) > 0`, "{{k8s_namespace_name}} {{k8s_pod_name}}")
	}
	return style.Ask("Is anything lost on the way?",
		style.Graph("Lost on the way in",
			"Packets dropped or broken, by pod: its buffers are full as it reads too slowly, or a rule drops them.", style.PerSecond,
			of("receive")).Width(8).Empty("Nothing was lost."),
		style.Graph("Lost on the way out", "Packets dropped or broken, by pod.", style.PerSecond, of("transmit")).Width(8).Empty("Nothing was lost."),
		style.Graph("Lost on the nodes", "By node and interface, of the node itself.", style.PerSecond,
			style.Query(`sum by (k8s_node_name, interface) (rate(container_network_receive_packets_dropped_total{@cluster,k8s_pod_name=""}[@rate])
+ rate(container_network_transmit_packets_dropped_total{@cluster,k8s_pod_name=""}[@rate])) > 0`, "{{k8s_node_name}} {{interface}}")).
			Width(8).Empty("Nothing was lost.").To("nodes"),
	)
}
