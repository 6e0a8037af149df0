package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Namespaces says who uses the cluster.
func Namespaces() style.Dashboard {
	return style.Dashboard{
		Name:        "namespaces",
		Description: "Who uses the cluster, who asked for what, and in whose namespace something is wrong.",
		Filter:      []string{style.Namespace},
		See:         []string{"workloads", "pods", "cost"},
		Rows: []style.Row{
			style.Ask("Who uses the most?", namespaceTable()),
			style.Ask("Since when?", namespaceGraphs()...),
			style.Ask("Where is something wrong?", namespaceTrouble()...),
			style.Ask("Is a quota nearly reached?", quotas()),
		},
	}
}

const byNamespace = "sum by (k8s_namespace_name) "

func namespaceTable() *style.Panel {
	return style.Table("Namespaces", "The namespaces side by side. Where much is asked for and little used, room is wasted; where more is "+
		"used than asked for, pods are the first to be evicted.",
		[]string{style.NamespaceLabel},
		style.Cell("Pods", style.Count, byNamespace+`(kube_pod_status_phase{phase="Running",@namespace})`),
		style.Cell("CPU used", style.Cores, byNamespace+`(namespace:cpu_usage:cores{@namespace})`),
		style.Cell("CPU requested", style.Cores, byNamespace+`(namespace:cpu_requests:cores{@namespace})`),
		style.Cell("Memory used", style.Bytes, byNamespace+`(namespace:memory_working_set:bytes{@namespace})`),
		style.Cell("Memory requested", style.Bytes, byNamespace+`(namespace:memory_requests:bytes{@namespace})`),
		style.Cell("Memory limit", style.Bytes, byNamespace+`(kube_pod_container_resource_limits{resource="memory",@namespace}`+alive+`)`),
		style.Cell("Restarts", style.Count, byNamespace+`(increase(kube_pod_container_status_restarts_total{@namespace}[@range]))`)).
		Sort("Memory used").Height(10)
}

func namespaceGraphs() []*style.Panel {
	return []*style.Panel{
		style.Graph("CPU", "Cores in use by namespace.", style.Cores,
			style.Query(byNamespace+`(namespace:cpu_usage:cores{@namespace})`, "{{k8s_namespace_name}}")).Stacked(),
		style.Graph("Memory", "Memory in use by namespace.", style.Bytes,
			style.Query(byNamespace+`(namespace:memory_working_set:bytes{@namespace})`, "{{k8s_namespace_name}}")).Stacked(),
		style.Graph("Received", "Bytes that pods received, by namespace.", style.BytesPerSecond,
			style.Query(byNamespace+`(rate(container_network_receive_bytes_total{pod!="",@namespace}[@rate]))`, "{{k8s_namespace_name}}")).
			Empty("Pods on the host's network have no counters of their own."),
		style.Graph("Sent", "Bytes that pods sent, by namespace.", style.BytesPerSecond,
			style.Query(byNamespace+`(rate(container_network_transmit_bytes_total{pod!="",@namespace}[@rate]))`, "{{k8s_namespace_name}}")).
			Empty("Pods on the host's network have no counters of their own."),
	}
}

func namespaceTrouble() []*style.Panel {
	return []*style.Panel{
		style.Graph("Pods that do not run", "Pods that wait or have failed.", style.Count,
			style.Query(byNamespace+`(kube_pod_status_phase{phase!~"Running|Succeeded",@namespace}) > 0`,
				"{{k8s_namespace_name}}")).Width(8).Empty("Every pod runs."),
		style.Graph("Restarts", "Restarts of containers in the ten minutes before each point.", style.Count,
			style.Query(byNamespace+`(increase(kube_pod_container_status_restarts_total{@namespace}[10m])) > 0`,
				"{{k8s_namespace_name}}")).Columns().Width(8).Empty(noRestarts),
		style.Graph("Warnings", "Events of type Warning.", style.Count,
			style.LogQuery(`sum by (k8s_namespace_name) (count_over_time({service_name="k8s-events",@namespace} | severity_text="Warning" `+
				`[$__auto]))`, "{{k8s_namespace_name}}")).
			Columns().Width(8).Empty("No warning in this time."),
	}
}

func quotas() *style.Panel {
	const by = `max by (k8s_namespace_name, resourcequota, resource) `
	return style.Table("Quotas", "What is used of each quota. At 100 % new pods are refused.",
		[]string{style.NamespaceLabel, "resourcequota", "resource"},
		style.Cell("Used", style.Ratio, by+`(kube_resourcequota{type="used",@namespace}) / (`+by+
			`(kube_resourcequota{type="hard",@namespace}) > 0)`),
		style.Cell("Limit", style.Count, by+`(kube_resourcequota{type="hard",@namespace})`)).
		ColumnGauge("Used").Sort("Used").Height(6).Empty("No namespace has a quota.")
}
