// Package otel installs what collects without being asked: the OpenTelemetry Operator, which turns
// OpenTelemetryCollector and Instrumentation resources into workloads, and OBI, the eBPF instrumentation, which makes
// traces and metrics of the requests of every pod on a node without touching it.
//
// It needs nothing to start. OBI needs an OTLP receiver to be of any use: without one, or without eBPF, it is left out.
package otel

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// The release names that manifests/otel lists.
const (
	operatorRelease = "opentelemetry-operator"
	obiRelease      = "obi"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.Otel
	// EBPF says whether the nodes' kernels can run eBPF programs; without it OBI is left out.
	EBPF bool
	// Nodes are the labels of the nodes that OBI runs on; nil means every node.
	Nodes kit.Tree
	// Excluded are the namespaces that OBI must not instrument: the platform's own, which would trace itself tracing.
	Excluded []string
}

// Deps is what other components offer.
type Deps struct {
	// Collector receives what OBI sees; "" leaves OBI out.
	Collector kit.OTLPGRPC
	// EBPFCheck is what OBI waits for: that the nodes' kernels can carry it.
	EBPFCheck []pulumi.Resource
}

// Otel is the operator and OBI.
type Otel struct {
	kit.Component
}

// New creates the Namespace, the operator's Release, and OBI's beside it.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Otel, error) {
	made := &Otel{}
	if err := made.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	if _, err := made.Release(operatorRelease, operatorValues(args)); err != nil {
		return nil, err
	}
	if args.EBPF && deps.Collector != "" {
		if _, err := made.Release(obiRelease, obiValues(args, deps), deps.EBPFCheck...); err != nil {
			return nil, err
		}
	}
	return made, made.Finish(pulumi.Map{"namespace": pulumi.String(args.Namespace.Name)})
}
