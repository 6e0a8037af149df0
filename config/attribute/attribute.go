// Package attribute is the naming of signals: by which attributes a workload is found, and in which store each of them is
// an index. The stores' values and Grafana's links are made of this table.
package attribute

import "strings"

// Names of OpenTelemetry's semantic conventions that the platform itself reads or writes.
const (
	Cluster     = "k8s.cluster.name"
	Namespace   = "k8s.namespace.name"
	Service     = "service.name"
	Pod         = "k8s.pod.name"
	Node        = "k8s.node.name"
	Container   = "k8s.container.name"
	Environment = "deployment.environment.name"
	// Instance tells the replicas of a service apart.
	Instance = "service.instance.id"
	// Drop is what the annotation telemetry.kalypso.io/drop says; it is gone before anything is stored.
	Drop = "kalypso.drop"
)

// Attribute is a resource attribute that is an index somewhere. Everywhere else it is stored beside the signal, at no cost
// in series or streams: structured metadata in Loki, target_info in Mimir.
type Attribute struct {
	Name string
	// Metric makes it a label of every series (Mimir).
	Metric bool
	// Log makes it a label of streams (Loki).
	Log bool
	// Span makes it a dimension of the metrics that are made of spans (Tempo).
	Span bool
	// Cost is what the index costs in series or streams.
	Cost string
}

// Table returns every attribute that is an index. What is not here, service.version, container.id, a pod's uid, would make
// a new series or stream at every rollout or restart.
func Table() []Attribute {
	const ofThePod = "none: the pod, which is a label, has one"
	return []Attribute{
		{Name: Cluster, Metric: true, Log: true, Span: true, Cost: "none: one value per platform"},
		{Name: Namespace, Metric: true, Log: true, Span: true, Cost: "none: a service has one"},
		{Name: Service, Metric: true, Log: true, Cost: "one stream per service; span metrics have it by themselves"},
		{Name: Container, Metric: true, Log: true, Cost: "one stream per container of a service"},
		{Name: Pod, Metric: true, Cost: "replicas times series, and again after each rollout: without it replicas become one series"},
		{Name: Node, Metric: true, Cost: ofThePod},
		{Name: "k8s.deployment.name", Metric: true, Cost: ofThePod},
		{Name: "k8s.statefulset.name", Metric: true, Cost: ofThePod},
		{Name: "k8s.daemonset.name", Metric: true, Cost: ofThePod},
		{Name: "k8s.cronjob.name", Metric: true, Cost: ofThePod},
		{Name: Environment, Metric: true, Cost: "none: one value per platform"},
	}
}

// Metrics returns the names that are labels of series.
func Metrics() []string { return names(func(a Attribute) bool { return a.Metric }) }

// Logs returns the names that are labels of streams.
func Logs() []string { return names(func(a Attribute) bool { return a.Log }) }

// Spans returns the names that are dimensions of span metrics.
func Spans() []string { return names(func(a Attribute) bool { return a.Span }) }

func names(in func(Attribute) bool) []string {
	var list []string
	for _, a := range Table() {
		if in(a) {
			list = append(list, a.Name)
		}
	}
	return list
}

// Label returns the label that Mimir, Loki and Pyroscope make of a name.
func Label(name string) string { return strings.ReplaceAll(name, ".", "_") }
