package style

import "strings"

// The variables, of one name on every dashboard, so that a link may pass them all.
const (
	Cluster   = "cluster"
	Namespace = "namespace"
	Workload  = "workload"
	Node      = "node"
	Pod       = "pod"
)

// Labels that find the same thing in every store.
const (
	ClusterLabel   = "k8s_cluster_name"
	NamespaceLabel = "k8s_namespace_name"
	ServiceLabel   = "service_name"
	PodLabel       = "k8s_pod_name"
	ContainerLabel = "k8s_container_name"
	NodeLabel      = "k8s_node_name"
	// SpanService is the service in metrics that Tempo makes of spans.
	SpanService = "service"
)

// selectors are what a query may write instead of labels: longer names first, so that none is cut off another.
func selectors() *strings.Replacer {
	return strings.NewReplacer(
		// Metrics and logs of the chosen workloads, whose service_name is the workload's.
		"@workload", `k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace",service_name=~"$workload"`,
		// Metrics of spans.
		"@spans", `k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace",service=~"$workload"`,
		// Container metrics, and those of kube-state-metrics, know their pod and not its workload: x{@namespace}@ofworkload.
		"@ofworkload", ` and on (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) `+
			`pod:workload:info{k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace",service_name=~"$workload"}`,
		// The same without a rule, for variables: a pod's name starts with its workload's.
		"@containers", `k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace",k8s_pod_name=~"($workload)(-.*)?"`,
		"@namespace", `k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace"`,
		"@node", `k8s_cluster_name=~"$cluster",k8s_node_name=~"$node"`,
		"@pod", `k8s_cluster_name=~"$cluster",k8s_namespace_name=~"$namespace",k8s_pod_name=~"$pod"`,
		"@cluster", `k8s_cluster_name=~"$cluster"`,
		// TraceQL, inside of {}.
		"@resource", `resource.k8s.cluster.name=~"${cluster:pipe}" && resource.k8s.namespace.name=~"${namespace:pipe}" && `+
			`resource.service.name=~"${workload:pipe}"`,
		// Pyroscope.
		"@profile", `k8s_cluster_name=~"${cluster:pipe}",k8s_namespace_name=~"${namespace:pipe}",service_name=~"${workload:pipe}"`,
		"@rate", "$__rate_interval",
		"@range", "$__range",
	)
}

// Fill returns a query with its selectors written out.
func Fill(query string) string { return selectors().Replace(query) }

// UID is a dashboard's, by its name.
func UID(name string) string { return "kalypso-" + name }
