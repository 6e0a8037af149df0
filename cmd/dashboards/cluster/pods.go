package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Pods are one or a few in depth.
func Pods() style.Dashboard {
	return style.Dashboard{
		Name:        "pods",
		Description: "Why does a pod wait or restart, is it near its limits, what does it say.",
		Filter:      []string{style.Namespace, style.Workload, style.Pod},
		See:         []string{"workloads", "nodes", "logs"},
		Rows: []style.Row{
			style.Ask("Why does it wait or restart?", podTrouble()...),
			style.Ask("Is it near its limits?", podLimits()...),
			style.Ask("Does it read, write, send and receive?", podTraffic()...),
			style.Ask("What does it say, and what is said about it?", podLogs()...),
			style.Ask("Where does it run, since when?", podTable()),
		},
	}
}

const (
	byPod       = "sum by (k8s_namespace_name, k8s_pod_name) "
	byContainer = "sum by (k8s_namespace_name, k8s_pod_name, k8s_container_name) "
	ofPod       = "{{k8s_namespace_name}} {{k8s_pod_name}}"
	ofContainer = ofPod + " {{k8s_container_name}}"
)

func podTrouble() []*style.Panel {
	return []*style.Panel{
		style.Table("Waiting", "Containers that wait, and for what: an image that cannot be had, a configuration that is missing, the pause "+
			"after a crash.",
			[]string{style.NamespaceLabel, style.PodLabel, style.ContainerLabel, "reason"},
			style.Cell("Waits", style.YesNo, `max by (k8s_namespace_name, k8s_pod_name, k8s_container_name, reason) `+
				`({__name__=~"kube_pod_container_status_waiting_reason|kube_pod_init_container_status_waiting_reason",@pod}) > 0`)).
			Width(12).Empty(nothingWaits),
		style.Table("Ended", "How the last run of each container ended that was started again. OOMKilled is its memory limit, Error its own "+
			"exit code.",
			[]string{style.NamespaceLabel, style.PodLabel, style.ContainerLabel, "reason"},
			style.Cell("Ended", style.YesNo, `max by (k8s_namespace_name, k8s_pod_name, k8s_container_name, reason) `+
				`(kube_pod_container_status_last_terminated_reason{@pod}) > 0`)).
			Width(12).Empty("No container was started twice."),
		style.Graph("Restarts", "Restarts in the ten minutes before each point.", style.Count,
			style.Query(byContainer+`(increase(kube_pod_container_status_restarts_total{@pod}[10m])) > 0`, ofContainer)).Columns().Empty(noRestarts),
		style.Graph("Not ready", "Containers that do not pass their readiness probe: their pod gets no requests.", style.Count,
			style.Query(`count by (k8s_namespace_name, k8s_pod_name) (kube_pod_container_status_ready{@pod} == 0 and on (k8s_cluster_name, `+
				`k8s_namespace_name, k8s_pod_name) kube_pod_status_phase{phase=~"Pending|Running",@namespace} == 1)`, ofPod)).
			Columns().Empty("Every container is ready."),
	}
}

func podLimits() []*style.Panel {
	const nearest = " of their own limits, the ten that are nearest."
	return []*style.Panel{
		style.Graph("Memory of limit", "Memory in use, in parts"+nearest+" At one it is killed.", style.Ratio,
			style.Query(`topk(10, max by (k8s_namespace_name, k8s_pod_name, k8s_container_name) (container:memory_of_limit:ratio{@pod}))`,
				ofContainer)).
			Threshold(style.Good, style.From{Value: 0.9, Colour: style.Warn, Why: "The alert on memory begins at nine tenths."}).Empty(noLimits),
		style.Graph("CPU of limit", "Cores in use, in parts"+nearest+" At one it is held back.", style.Ratio,
			style.Query(`topk(10, `+byContainer+`(rate(container_cpu_usage_seconds_total{k8s_container_name!="",@pod}[@rate])) / (`+byContainer+
				`(kube_pod_container_resource_limits{resource="cpu",@pod}) > 0))`, ofContainer)).
			Empty("No container here has a CPU limit."),
		style.Graph("Memory", "Memory in use by container, the ten largest.", style.Bytes,
			style.Query(`topk(10, `+byContainer+`(container_memory_working_set_bytes{k8s_container_name!="",@pod}))`, ofContainer)).Width(8),
		style.Graph("CPU", "Cores in use by container, the ten largest.", style.Cores,
			style.Query(`topk(10, `+byContainer+`(rate(container_cpu_usage_seconds_total{k8s_container_name!="",@pod}[@rate])))`,
				ofContainer)).Width(8),
		style.Graph("Throttled", "The part of the CPU's periods in which a container was held back by its limit.", style.Ratio,
			style.Query(`topk(10, max by (k8s_namespace_name, k8s_pod_name, k8s_container_name) (container:cpu_throttled:ratio{@pod})) > 0`,
				ofContainer)).
			Width(8).Empty("No container here has a CPU limit, or none reached it."),
	}
}

func podTraffic() []*style.Panel {
	const hosts = "Pods on the host's network have no counters of their own."
	const disks = "This kubelet's cAdvisor does not count what containers read and write."
	return []*style.Panel{
		style.Graph("Network", "Bytes received; sent is below zero.", style.BytesPerSecond,
			style.Query(`topk(10, `+byPod+`(rate(container_network_receive_bytes_total{@pod}[@rate])))`, ofPod+" received"),
			style.Query(`-topk(10, `+byPod+`(rate(container_network_transmit_bytes_total{@pod}[@rate])))`, ofPod+" sent")).Empty(hosts),
		style.Graph("Disk", "Bytes read; written is below zero.", style.BytesPerSecond,
			style.Query(`topk(10, `+byPod+`(rate(container_fs_reads_bytes_total{@pod}[@rate])))`, ofPod+" read"),
			style.Query(`-topk(10, `+byPod+`(rate(container_fs_writes_bytes_total{@pod}[@rate])))`, ofPod+" written")).Empty(disks),
	}
}

func podLogs() []*style.Panel {
	return []*style.Panel{
		style.Logs("Lines", "What the pods wrote, the newest first.",
			style.Lines(`{@namespace,service_name!~"k8s-events|"} | k8s_pod_name=~"$pod"`)).Width(14).Height(12),
		style.Logs("Events", "What Kubernetes says about the pods.",
			style.Lines(`{service_name="k8s-events",@namespace} | k8s_object_kind="Pod" | `+
				`k8s_object_name=~"$pod"`)).Width(10).Height(12).Empty("No event in this time: Kubernetes did nothing with these pods."),
	}
}

func podTable() *style.Panel {
	return style.Table("Pods", "The chosen pods: since when, how often restarted, and what of.",
		[]string{style.NamespaceLabel, style.PodLabel, style.NodeLabel},
		style.Cell("Started", style.Since, `max by (k8s_namespace_name, k8s_pod_name, k8s_node_name) (kube_pod_info{@pod} * on `+
			`(k8s_cluster_name, k8s_namespace_name, k8s_pod_name) group_left () `+
			`max by (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) (kube_pod_start_time{@pod})) * 1000`),
		style.Cell("Restarts", style.Count, `max by (k8s_namespace_name, k8s_pod_name, k8s_node_name) (kube_pod_info{@pod} * on `+
			`(k8s_cluster_name, k8s_namespace_name, k8s_pod_name) group_left () `+
			`sum by (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) (kube_pod_container_status_restarts_total{@pod}))`)).
		Sort("Restarts").Height(10)
}
