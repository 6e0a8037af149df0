// Package sizing holds the sizes of the platform's workloads as data: one type per component, filled in by a profile
// (config/dev.go), read by the components' values and by the check that they fit on a machine.
package sizing

import (
	"fmt"
	"reflect"

	"k8s.io/apimachinery/pkg/api/resource"
)

// Workload is the size of one workload. Zero replicas leave it out, where it can be left out.
type Workload struct {
	// Replicas is the number of pods; of a DaemonSet, 1: it is counted per node.
	Replicas int
	// CPU is requested per pod, in thousandths of a core. There is no limit: it would slow down every start, and requests
	// alone keep the containers of one node fair to each other.
	CPU int
	// Memory is requested per pod, Limit is the most that it may take, both in MiB.
	Memory, Limit int
	// Disk is the size of each pod's volume in GiB; 0 for none.
	Disk int
}

// Sizing is the size of every component.
type Sizing struct {
	Otel      Otel
	Istio     Istio
	MinIO     MinIO
	Mimir     Mimir
	Tempo     Tempo
	Loki      Loki
	Pyroscope Pyroscope
	Grafana   Grafana
	Telemetry Telemetry
	// Load is what all of it is made for.
	Load Load
}

// Otel sizes the operator and, per node, OBI.
type Otel struct{ Operator, OBI Workload }

// Istio sizes the control plane. More than one replica scales by load and has a disruption budget.
type Istio struct{ Istiod Workload }

// MinIO sizes the object store. One server is standalone; more are distributed, each with a volume.
type MinIO struct{ Server Workload }

// Mimir sizes the store of metrics.
type Mimir struct {
	Distributor, Ingester, Querier, QueryFrontend, QueryScheduler, StoreGateway, Compactor, Gateway Workload
	// Ruler evaluates rules, Alertmanager sends what they find.
	Ruler, Alertmanager Workload
	// Zones spreads the ingesters and store-gateways over three zones, rolled one zone at a time by an operator.
	Zones bool
}

// Tempo sizes the store of traces. Cache is a memcached between it and the object store.
type Tempo struct {
	Distributor, Ingester, Querier, QueryFrontend, Compactor, MetricsGenerator, Gateway, Cache Workload
}

// Loki sizes the store of logs, which is a single binary. The caches are memcacheds between it and the object store.
type Loki struct{ SingleBinary, Gateway, ChunksCache, ResultsCache Workload }

// Pyroscope sizes the store of profiles, which is a single binary.
type Pyroscope struct{ Server Workload }

// Grafana sizes Grafana and the sidecar that loads its dashboards.
type Grafana struct{ Server, Sidecar Workload }

// Telemetry sizes the gateway, whose disk holds its queues, and the collector for the cluster's state, with kube-state-metrics
// (State) in the same pod; per node, the agent and the eBPF profiler.
type Telemetry struct{ Gateway, Agent, Cluster, State, Profiler Workload }

// CPURequest returns the requested CPU as a Kubernetes quantity ("50m").
func (w Workload) CPURequest() string { return fmt.Sprintf("%dm", w.CPU) }

// MemoryRequest returns the requested memory as a Kubernetes quantity ("144Mi").
func (w Workload) MemoryRequest() string { return binary(w.Memory << 20) }

// MemoryLimit returns the memory limit as a Kubernetes quantity ("1Gi").
func (w Workload) MemoryLimit() string { return binary(w.Limit << 20) }

// Volume returns the size of each volume as a Kubernetes quantity ("5Gi").
func (w Workload) Volume() string { return binary(w.Disk << 30) }

func binary(bytes int) string { return resource.NewQuantity(int64(bytes), resource.BinarySI).String() }

// GoMemory returns GOMEMLIMIT: nine tenths of the memory limit, in steps of 5 MiB. Go's collector then works before the
// kernel kills: without it a burst of 13 MB batches had Tempo's distributor killed, with it the same burst went through.
func (w Workload) GoMemory() string { return fmt.Sprintf("%dMiB", w.Limit*9/10/5*5) }

// ReplicationFactor returns how many replicas keep each piece of data: three copies survive the loss of one and need three
// replicas; fewer replicas keep one copy.
func (w Workload) ReplicationFactor() int {
	if w.Replicas < 3 {
		return 1
	}
	return 3
}

// Single reports whether there are no other replicas to wait for, to share with or to keep away from.
func (w Workload) Single() bool { return w.Replicas <= 1 }

// Request is an amount of CPU (thousandths of a core), memory (MiB) and disk (GiB).
type Request struct{ CPU, Memory, Disk int64 }

// Plus adds up two requests.
func (r Request) Plus(other Request) Request {
	return Request{r.CPU + other.CPU, r.Memory + other.Memory, r.Disk + other.Disk}
}

// Total returns what a component's sizing (Mimir, Tempo, ...) requests in all on one node.
func Total(component any) Request {
	var sum Request
	fields := reflect.ValueOf(component)
	for i := range fields.NumField() {
		if w, ok := fields.Field(i).Interface().(Workload); ok {
			n := int64(w.Replicas)
			sum = sum.Plus(Request{n * int64(w.CPU), n * int64(w.Memory), n * int64(w.Disk)})
		}
	}
	return sum
}

// Largest returns what the pod of a component's sizing (Mimir, Tempo, ...) that has the most memory requests.
func Largest(component any) Request {
	var most Request
	fields := reflect.ValueOf(component)
	for i := range fields.NumField() {
		if w, ok := fields.Field(i).Interface().(Workload); ok && w.Replicas > 0 && int64(w.Memory) > most.Memory {
			most = Request{int64(w.CPU), int64(w.Memory), int64(w.Disk)}
		}
	}
	return most
}
