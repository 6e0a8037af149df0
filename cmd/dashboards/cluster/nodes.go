package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Nodes compares nodes, and shows one in depth.
func Nodes() style.Dashboard {
	return style.Dashboard{
		Name:        "nodes",
		Description: "Which node is short of what: CPU, memory, disk, network, and whether its kubelet is well.",
		Filter:      []string{style.Node},
		See:         []string{"cluster", "pods", "storage"},
		Rows: []style.Row{
			style.Ask("Which node is short of what?", nodeTable()),
			style.Ask("Is it ready, and does it still report?", nodeStates()...),
			style.Ask("Is the CPU busy, or does it wait?", nodeCPU()...),
			style.Ask("Is memory short?", nodeMemory()...),
			style.Ask("Is a disk full or slow?", nodeDisk()...),
			style.Ask("Does the network lose packets?", nodeNetwork()...),
			style.Ask("Is the kubelet well?", kubelet()...),
		},
	}
}

const byNode = "sum by (k8s_node_name) "

func nodeTable() *style.Panel {
	return style.Table("Nodes", "The nodes side by side. CPU and memory are of what the machine has, the disk is its fullest filesystem, "+
		"requests are of what can be given to pods.",
		[]string{style.NodeLabel},
		style.Cell("Ready", style.YesNo, `max by (k8s_node_name) (node:ready:bool{@node})`),
		style.Cell("CPU", style.Ratio, `max by (k8s_node_name) (node:cpu_busy:ratio{@node})`),
		style.Cell("CPU requested", style.Ratio, requested("cpu")),
		style.Cell("Memory", style.Ratio, `1 - max by (k8s_node_name) (node:memory_available:ratio{@node})`),
		style.Cell("Memory requested", style.Ratio, requested("memory")),
		style.Cell("Fullest disk", style.Ratio, `max by (k8s_node_name) (node:filesystem_used:ratio{@node})`),
		style.Cell("Load per core", style.Count, `max by (k8s_node_name) (node:load_per_cpu:ratio{@node})`),
		style.Cell("Pods", style.Count, `max by (k8s_node_name) (node:pods:count{@node})`)).
		ColumnGauge("CPU").ColumnGauge("Memory").ColumnGauge("Fullest disk").
		ColumnColour("Fullest disk", style.Good, style.From{Value: 0.9, Colour: style.Bad,
			Why: "The alert on a full disk begins at 90 %."}).Height(6)
}

func nodeStates() []*style.Panel {
	return []*style.Panel{
		style.States("Ready", "Green while the node is ready, red while it is not: its pods are moved after five minutes of that.", style.OnOff,
			style.Query(`max by (k8s_node_name) (node:ready:bool{@node})`, "{{k8s_node_name}}")).
			Size(12, 6).Threshold(style.Bad, style.From{Value: 1, Colour: style.Good}),
		style.Graph("Age of the newest measurement", "How long ago the node's agent last measured. It measures every 30 s and is heard "+
			"within the minute; a negative age is a clock that is fast.", style.Seconds,
			style.Query(`time() - max by (k8s_node_name) (timestamp(system_uptime_seconds{@node}))`, "{{k8s_node_name}}")).
			Size(6, 6).Threshold(style.Good, style.From{Value: 90, Colour: style.Warn, Why: "After 90 s two measurements are missing."}),
		style.Graph("Pressure and cordon", "Conditions that make the kubelet evict, and nodes that take no new pods.", style.Count,
			style.Query(`sum by (condition) (kube_node_status_condition{condition=~".+Pressure|NetworkUnavailable",status="true",@node})`,
				"{{condition}}"),
			style.Query(`sum(kube_node_spec_unschedulable{@node})`, "cordoned")).Size(6, 6),
	}
}

func nodeCPU() []*style.Panel {
	return []*style.Panel{
		style.Graph("CPU by node", "The part of the cores that is busy.", style.Ratio,
			style.Query(`max by (k8s_node_name) (node:cpu_busy:ratio{@node})`, "{{k8s_node_name}}")).
			Between(0, 1).Width(8),
		style.Graph("CPU by state", "What the cores of the chosen nodes do. wait is for disks, steal is what the hypervisor took.", style.Cores,
			style.Query(`sum by (state) (rate(system_cpu_time_seconds_total{state!="idle",@node}[@rate]))`, "{{state}}")).Stacked().Width(8),
		style.Graph("Load per core", "Processes that run or wait for the CPU or a disk, for each core. Above one something waits.", style.Count,
			style.Query(`max by (k8s_node_name) (node:load_per_cpu:ratio{@node})`, "{{k8s_node_name}}")).
			Width(8).Threshold(style.Good, style.From{Value: 1, Colour: style.Warn, Why: "Above one there are more that want to run than cores."}),
	}
}

func nodeMemory() []*style.Panel {
	return []*style.Panel{
		style.Graph("Memory by node", "The part that cannot be given to somebody else; caches can.", style.Ratio,
			style.Query(`1 - max by (k8s_node_name) (node:memory_available:ratio{@node})`, "{{k8s_node_name}}")).Between(0, 1).Width(8),
		style.Graph("Memory by state", "What the memory of the chosen nodes is used for.", style.Bytes,
			style.Query(`sum by (state) (system_memory_usage_bytes{@node})`, "{{state}}")).Stacked().Width(8),
		style.Graph("Swap", "Memory that was moved to disk. Kubernetes expects none.", style.Bytes,
			style.Query(byNode+`(system_paging_usage_bytes{state="used",@node})`,
				"{{k8s_node_name}}")).Width(8).Empty("These nodes have no swap, as Kubernetes wants it."),
	}
}

func nodeDisk() []*style.Panel {
	return []*style.Panel{
		style.Graph("Fullness", "The used part of each filesystem that can be written.", style.Ratio,
			style.Query(`max by (k8s_node_name, device) (node:filesystem_used:ratio{@node})`, "{{k8s_node_name}} {{device}}")).
			Between(0, 1).Width(8).Threshold(style.Good, style.From{Value: 0.9, Colour: style.Bad,
			Why: "The alert on a full disk begins at 90 %; the kubelet removes images at 85 %."}),
		style.Graph("Days until full", "If it goes on as in the last six hours. Only what grows is shown.", "d",
			style.Query(`min by (k8s_node_name, device) (node:filesystem_free:bytes{@node} / (-deriv(node:filesystem_free:bytes{@node}[6h]) > `+
				`1)) / 86400 < 365`, "{{k8s_node_name}} {{device}}")).
			Width(8).Empty("No filesystem grows so that it would be full within a year."),
		style.Graph("Inodes", "The used part of the inodes. Full of small files, a disk takes no more with room left.", style.Ratio,
			style.Query(`max by (k8s_node_name, device) (node:filesystem_inodes_used:ratio{@node})`, "{{k8s_node_name}} {{device}}")).
			Between(0, 1).Width(8).Empty("These filesystems have no fixed number of inodes."),
		style.Graph("Bytes", "What is read and written by device; written is below zero.", style.BytesPerSecond,
			style.Query(`sum by (k8s_node_name, device) (rate(system_disk_io_bytes_total{direction="read",@node}[@rate]))`,
				"{{k8s_node_name}} {{device}} read"),
			style.Query(`-sum by (k8s_node_name, device) (rate(system_disk_io_bytes_total{direction="write",@node}[@rate]))`,
				"{{k8s_node_name}} {{device}} written")),
		style.Graph("Busy", "The part of the time in which the device worked on something. Near one it is the bottleneck.", style.Ratio,
			style.Query(`sum by (k8s_node_name, device) (rate(system_disk_io_time_seconds_total{@node}[@rate]))`, "{{k8s_node_name}} {{device}}")),
	}
}

func nodeNetwork() []*style.Panel {
	const why = "This kubelet's cAdvisor does not count the network of the node."
	of := func(metric string) string {
		return byNode + `(rate(container_network_` + metric + `{pod="",interface!~"lo|veth.*|cali.*|cni.*|flannel.*",@node}[@rate]))`
	}
	return []*style.Panel{
		style.Graph("Traffic", "What the node's own interfaces receive and send; sent is below zero.", style.BytesPerSecond,
			style.Query(of("receive_bytes_total"), "{{k8s_node_name}} received"),
			style.Query("-"+of("transmit_bytes_total"), "{{k8s_node_name}} sent")).Empty(why),
		style.Graph("Errors and drops", "Packets that were damaged or thrown away. More than a few is a cable, a driver or a full queue.",
			style.PerSecond,
			style.Query(of("receive_packets_dropped_total")+" + "+of("receive_errors_total"), "{{k8s_node_name}} received"),
			style.Query(of("transmit_packets_dropped_total")+" + "+of("transmit_errors_total"), "{{k8s_node_name}} sent")).Empty(why),
	}
}

func kubelet() []*style.Panel {
	return []*style.Panel{
		style.Graph("Pods and containers", "What the kubelet runs.", style.Count,
			style.Query(byNode+`(kubelet_running_pods{@node})`, "{{k8s_node_name}} pods"),
			style.Query(byNode+`(kubelet_running_containers{container_state="running",@node})`, "{{k8s_node_name}} containers")).Width(8),
		style.Graph("Relist, 99 of 100", "How long the kubelet takes to look at all containers. Above three minutes the node is set not ready.",
			style.Seconds,
			style.Query(`histogram_quantile(0.99, sum by (k8s_node_name, le) (rate(kubelet_pleg_relist_duration_seconds_bucket{@node}[@rate])))`,
				"{{k8s_node_name}}")).Width(8),
		style.Graph("Container runtime errors", "Operations that the runtime refused, by kind. Some exec_sync are probes that fail.",
			style.PerSecond,
			style.Query(`sum by (operation_type) (rate(kubelet_runtime_operations_errors_total{@node}[@rate])) > 0`,
				"{{operation_type}}")).Width(8).Empty("The runtime refused nothing."),
	}
}

// requested is the share of what a node can give that its pods have asked for.
func requested(resource string) string {
	return `sum by (k8s_node_name) (kube_pod_container_resource_requests{resource="` + resource + `",@node} and on (k8s_cluster_name, ` +
		`k8s_namespace_name, k8s_pod_name) kube_pod_status_phase{phase=~"Pending|Running"} == 1) / max by (k8s_node_name) ` +
		`(kube_node_status_allocatable{resource="` + resource + `",@node})`
}
