package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Cluster is the whole of it: full or not, scheduled or not, and whether the API server answers.
func Cluster() style.Dashboard {
	return style.Dashboard{
		Name:        "cluster",
		Description: "Is the cluster well: nodes, room, what is not scheduled, the API server.",
		See:         []string{"nodes", "namespaces", "workloads"},
		Rows: []style.Row{
			style.Ask("Is every node up, and does everything run?", clusterNow()...),
			style.Ask("How full is it?", clusterRoom()...),
			style.Ask("What does not run, and why?", clusterWaiting()...),
			style.Ask("Does the API server answer?", apiServer()...),
			style.Ask("What does Kubernetes complain about?", warnings()...),
		},
	}
}

func clusterNow() []*style.Panel {
	return []*style.Panel{
		style.Stat("Nodes", "How many nodes the cluster has.", style.Count,
			style.Instant(`count(kube_node_info{@cluster})`, "nodes")).Plain().To("nodes"),
		style.Stat("Nodes not ready", "Nodes whose kubelet does not report, or says that it is not ready.", style.Count,
			style.Instant(`count(kube_node_status_condition{condition="Ready",status="true",@cluster} == 0) or vector(0)`, "not ready")).
			Plain().Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "From one on pods are moved."}).To("nodes"),
		style.Stat("Under pressure", "Conditions of nodes that make the kubelet evict pods: memory, disk, process ids.", style.Count,
			style.Instant(`sum(kube_node_status_condition{condition=~".+Pressure",status="true",@cluster})`, "pressure")).
			Plain().Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "From one on pods are evicted."}).To("nodes"),
		style.Stat("Pods running", "Pods that run.", style.Count,
			style.Instant(`sum(kube_pod_status_phase{phase="Running",@cluster})`, "running")).Plain().To("pods"),
		style.Stat("Pods pending", "Pods that wait for a node, an image or a volume.", style.Count,
			style.Instant(`sum(kube_pod_status_phase{phase="Pending",@cluster})`, "pending")).
			Plain().Threshold(style.Good, style.From{Value: 1, Colour: style.Warn, Why: "One may just have been made."}).To("pods"),
		style.Stat("Pods failed", "Pods that ended with an error and stay to be looked at.", style.Count,
			style.Instant(`sum(kube_pod_status_phase{phase=~"Failed|Unknown",@cluster})`, "failed")).
			Plain().Threshold(style.Good, style.From{Value: 1, Colour: style.Warn, Why: "An evicted pod counts, too."}).To("pods"),
	}
}

func clusterRoom() []*style.Panel {
	return []*style.Panel{
		style.Graph("CPU", "Cores that are busy and that pods asked for, of those that there are. Requests decide what is still scheduled, "+
			"use decides how fast it is.", style.Cores,
			style.Query(`sum(rate(system_cpu_time_seconds_total{state!~"idle|wait",@cluster}[@rate]))`, "CPU"),
			style.Query(`sum(namespace:cpu_requests:cores{@cluster})`, "requested"),
			style.Query(`sum(kube_node_status_allocatable{resource="cpu",@cluster})`, "allocatable")).Width(8),
		style.Graph("Memory", "Memory that cannot be given away and that pods asked for, of what there is. Above allocatable the kubelet "+
			"evicts.", style.Bytes,
			style.Query(`sum(system_memory_limit_bytes{@cluster}) - sum(system_linux_memory_available_bytes{@cluster})`, "memory"),
			style.Query(`sum(namespace:memory_requests:bytes{@cluster})`, "requested"),
			style.Query(`sum(kube_node_status_allocatable{resource="memory",@cluster})`, "allocatable")).Width(8),
		style.Graph("Pods", "Pods that run, of those that the nodes take.", style.Count,
			style.Query(`sum(kube_pod_status_phase{phase="Running",@cluster})`, "running"),
			style.Query(`sum(kube_node_status_allocatable{resource="pods",@cluster})`, "allocatable")).Width(8),
	}
}

func clusterWaiting() []*style.Panel {
	return []*style.Panel{
		style.Graph("Pods that do not run", "Pods by phase, without those that run or have ended well. A line that stays is worth a look, a "+
			"peak is a rollout.", style.Count,
			style.Query(`sum by (phase) (kube_pod_status_phase{phase!~"Running|Succeeded",@cluster})`, "{{phase}}")),
		style.Graph("Restarts", "Restarts of containers by namespace, in the last ten minutes of each point.", style.Count,
			style.Query(`sum by (k8s_namespace_name) (increase(kube_pod_container_status_restarts_total{@cluster}[10m])) > 0`,
				"{{k8s_namespace_name}}")).
			Columns().Empty(noRestarts),
		style.Table("Not scheduled", "Pods that the scheduler finds no node for. Its reason is in the events below.",
			[]string{style.NamespaceLabel, style.PodLabel},
			style.Cell("Unscheduled", style.Count, `sum by (k8s_namespace_name, k8s_pod_name) (kube_pod_status_unschedulable{@cluster}) > 0`)).
			Width(12).Empty("Every pod has a node."),
		style.Table("Waiting", "Containers that wait, and for what. ContainerCreating is normal for a minute.",
			[]string{style.NamespaceLabel, style.PodLabel, "reason"},
			style.Cell("Containers", style.Count, `sum by (k8s_namespace_name, k8s_pod_name, reason) `+
				`(kube_pod_container_status_waiting_reason{@cluster}) > 0`)).
			Width(12).Empty(nothingWaits),
	}
}

func apiServer() []*style.Panel {
	return []*style.Panel{
		style.Graph("Requests", "What the API server was asked, and what it could not answer (5xx).", style.Requests,
			style.Query(`sum(rate(apiserver_request_total{@cluster}[@rate]))`, "requests"),
			style.Query(`sum(rate(apiserver_request_total{code=~"5..",@cluster}[@rate]))`, "errors")).Width(6),
		style.Graph("Duration, 99 of 100", "How long the slowest hundredth takes by verb, without watches. Above a second controllers fall "+
			"behind.", style.Seconds,
			style.Query(`histogram_quantile(0.99, sum by (verb, le) `+
				`(rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT",@cluster}[@rate])))`, "{{verb}}")).
			Width(6).Threshold(style.Good, style.From{Value: 1, Colour: style.Warn, Why: "One second is Kubernetes' own objective for a request."}),
		style.Graph("At once", "Requests that are being answered. The server refuses more than 200 that change something and 400 that read.",
			style.Count,
			style.Query(`sum by (request_kind) (apiserver_current_inflight_requests{@cluster})`, "{{request_kind}}")).Width(6),
		style.Graph("Objects", "The kinds with the most objects in the store. What only grows is not cleaned up.", style.Count,
			style.Query(`topk(6, sum by (resource) (apiserver_storage_objects{@cluster}))`, "{{resource}}")).Width(6),
	}
}

func warnings() []*style.Panel {
	return []*style.Panel{
		style.Graph("Warnings", "Events of type Warning by reason.", style.Count,
			style.LogQuery(`sum by (k8s_event_reason) (count_over_time({service_name="k8s-events",@cluster} | severity_text="Warning" [$__auto]))`,
				"{{k8s_event_reason}}")).
			Columns().Width(8).Height(10).Empty("No warning in this time."),
		style.Logs("Events", "Events of type Warning, the newest first.",
			style.Lines(`{service_name="k8s-events",@cluster} | severity_text="Warning"`)).Width(16).Empty("No warning in this time."),
	}
}
