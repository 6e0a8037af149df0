// Package telemetry runs what carries signals to the backends: one gateway collector, which every OTLP client in the
// cluster may send to, and the eBPF profiler on every node, which profiles what runs there.
//
// It needs the OpenTelemetry Operator (Args.After: the gateway is a custom resource) and the backends it is given. It
// stands apart from package otel because it must start last, when there is somewhere to send to, and the operator first.
package telemetry

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.Telemetry
	// EBPF says whether the nodes' kernels can run eBPF programs; without it the profiler is left out.
	EBPF bool
	// Nodes are the labels of the nodes that the profiler runs on; nil means every node.
	Nodes kit.Tree
	// Config is the user's collector configuration, which lies over the gateway's (components.telemetry.values). Check has
	// accepted it.
	Config kit.Tree
}

// Deps is what other components offer. A backend that is "" gets no pipeline; without one for traces, metrics or logs
// there is no gateway, and without one for profiles no profiler.
type Deps struct {
	Traces   kit.OTLPGRPC
	Metrics  kit.OTLPHTTP
	Logs     kit.OTLPHTTP
	Profiles kit.OTLPGRPC
	// EBPFCheck is what the profiler waits for: that the nodes' kernels can carry it.
	EBPFCheck []pulumi.Resource
}

// Endpoints are the gateway's addresses.
type Endpoints struct {
	// OTLP is the receiver over gRPC.
	OTLP kit.OTLPGRPC
	// HTTP is the same receiver over HTTP.
	HTTP kit.OTLPHTTP
}

// Telemetry is the gateway collector and the profiler.
type Telemetry struct{ kit.Component }

// Protected names no release: there is no chart here, and no credential.
func Protected() map[string]map[string]any { return map[string]map[string]any{} }

// New creates the gateway and the profiler, each if it has somewhere to send to, and what they need to start.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Telemetry, error) {
	made, at := &Telemetry{}, Addresses(args.Component)
	if err := made.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	if err := made.workloads(args, deps); err != nil {
		return nil, err
	}
	return made, made.Finish(pulumi.Map{
		"otlp": pulumi.String(at.OTLP),
		"http": pulumi.String(at.HTTP),
	})
}

// Addresses returns where the gateway will be. The operator names the Service after the custom resource.
func Addresses(pin manifest.Component) Endpoints {
	service := func(port int) kit.Service {
		return kit.Service{Name: gatewayName + "-collector", Namespace: pin.Namespace.Name, Port: port}
	}
	return Endpoints{
		OTLP: kit.OTLPGRPC(service(grpcPort).HostPort()),
		HTTP: kit.OTLPHTTP(service(httpPort).URL("")),
	}
}

// workloads registers what runs here, and first the rights that all of it needs.
func (t *Telemetry) workloads(args Args, deps Deps) error {
	pipelines, profiled := gatewayPipelines(deps), args.EBPF && deps.Profiles != ""
	if len(pipelines) == 0 && !profiled {
		return nil
	}
	rights, err := t.support(access(args.Namespace.Name)...)
	if err != nil {
		return err
	}
	if len(pipelines) > 0 {
		if _, err := t.Object(gateway(args, pipelines), rights...); err != nil {
			return err
		}
	}
	if !profiled {
		return nil
	}
	config, daemon, err := profiler(args, deps.Profiles)
	if err != nil {
		return err
	}
	files, err := t.support(config)
	if err != nil {
		return err
	}
	_, err = t.Object(daemon, slices.Concat(rights, files, deps.EBPFCheck)...)
	return err
}

// support registers objects that workloads need to start.
func (t *Telemetry) support(objects ...manifest.Object) ([]pulumi.Resource, error) {
	var made []pulumi.Resource
	for _, object := range objects {
		resource, err := t.Support(object)
		if err != nil {
			return nil, err
		}
		made = append(made, resource)
	}
	return made, nil
}
