// Package telemetry runs what carries signals to the stores: an agent on every node reads and scrapes what is there, one
// collector reads what the cluster has once, the gateway gives everything its name, keeps it on disk until it is delivered, and
// sends it on; the eBPF profiler profiles every node. parts/ holds the sources as data, identity.go the naming.
//
// It needs the OpenTelemetry Operator (Args.After: the collectors are custom resources) and the stores it is given. It stands
// apart from package otel because it must start last, when there is somewhere to send to, and the operator first.
package telemetry

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/components/network"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.Telemetry
	// Telemetry says what is collected, and where else it goes.
	Telemetry config.Telemetry
	// Cluster and Environment are on every signal.
	Cluster, Environment string
	// Namespaces are the platform's own, and Targets what is scraped in them.
	Namespaces []string
	Targets    []Target
	// EBPF says whether the nodes' kernels can run eBPF programs; without it the profiler is left out.
	EBPF bool
	// Affinity says which nodes the profiler may run on; nil means every node.
	Affinity kit.Tree
	// Proof is what `kalypso verify` has to find (package proof), as JSON.
	Proof string
	// Tag is that of every collector's image, the operator's own setting (manifests/otel): they move together. OwnImage says
	// that the user has replaced the gateway's.
	Tag string
	// HeadersFingerprint changes when a header of exporterHeaders does; it is not secret. "" without any.
	HeadersFingerprint string
	OwnImage           bool
	// Config is the user's collector configuration, which lies over ours, by collector (components.telemetry.values). Check
	// has accepted it.
	Config kit.Tree
}

// Target is a port of the platform's that tells metrics.
type Target struct {
	Namespace string
	// Port is the name of the container's port; Path is where the metrics are.
	Port, Path string
	// Jobs are the scrape jobs that are to come of it: the label app.kubernetes.io/component of the pods, or else their name
	// (parts/platform.yaml).
	Jobs []string
}

// Deps is what other components offer. A store that is "" gets no pipeline; without a destination for traces, metrics or logs
// there is no collector, and without one for profiles no profiler.
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
	// Collectors is the receiver of the platform's own collectors.
	Collectors kit.OTLPGRPC
}

// Telemetry is the collectors and the profiler.
type Telemetry struct{ kit.Component }

// Protected names no release: there is no chart here.
func Protected() map[string]map[string]any { return map[string]map[string]any{} }

// New creates the collectors and the profiler, each if it has something to do, and what they need to start.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Telemetry, error) {
	made, at := &Telemetry{}, Addresses(args.Component, args.Settings.Domain)
	if err := made.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	if _, err := made.Support(expectation(args)); err != nil {
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
func Addresses(pin manifest.Component, domain string) Endpoints {
	grpc := Gateway(pin, domain)
	http, collectors := grpc, grpc
	http.Port, collectors.Port = httpPort, collectorsPort
	return Endpoints{
		OTLP:       kit.OTLPGRPC(grpc.HostPort()),
		HTTP:       kit.OTLPHTTP(http.URL("")),
		Collectors: kit.OTLPGRPC(collectors.HostPort()),
	}
}

// Gateway is the gateway's Service, with the port of OTLP over gRPC.
func Gateway(pin manifest.Component, domain string) kit.Service {
	return kit.Service{Name: workloadName(gatewayName), Namespace: pin.Namespace.Name, Domain: domain, Port: grpcPort}
}

// Doors are the gateway's for applications: whoever sends, from whatever network.
func Doors() []network.Door {
	return []network.Door{{Name: "otlp", Port: grpcPort, Open: true}, {Name: "http", Port: httpPort, Open: true}}
}

// workloads registers what runs here, each after the account that it runs under.
func (t *Telemetry) workloads(args Args, deps Deps) error {
	objects := collectors(args, deps)
	if headers := args.headers(); len(headers) > 0 && len(objects) > 0 {
		if err := t.Secret(headersSecret, headers); err != nil {
			return err
		}
	}
	for _, one := range objects {
		if err := t.run(one); err != nil {
			return err
		}
	}
	if !profiles(args, deps) {
		return nil
	}
	config, daemon, err := profiler(args, deps.Profiles)
	if err != nil {
		return err
	}
	after, err := t.supported(append(account(args, profilerName, readPods()), config))
	if err != nil {
		return err
	}
	_, err = t.Background(daemon, append(after, deps.EBPFCheck...)...)
	return err
}

// expectation is where `kalypso verify` finds what is deployed here, from any machine that reaches the cluster.
func expectation(args Args) manifest.Object {
	return manifest.Object{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata": kit.Tree{"name": "kalypso-proof", "namespace": args.Namespace.Name,
			"labels": kit.Tree{proof.Label: "true"}},
		"data": kit.Tree{proof.Entry: args.Proof},
	}
}

// workload is an object that runs something, and what must be there for it to start.
type workload struct {
	object manifest.Object
	needs  []manifest.Object
}

func (t *Telemetry) run(w workload) error {
	after, err := t.supported(w.needs)
	if err != nil {
		return err
	}
	_, err = t.Object(w.object, after...)
	return err
}

// supported creates what a workload needs, for it to wait for.
func (t *Telemetry) supported(needs []manifest.Object) ([]pulumi.Resource, error) {
	var all []pulumi.Resource
	for _, object := range needs {
		made, err := t.Support(object)
		if err != nil {
			return nil, err
		}
		all = append(all, made)
	}
	return all, nil
}

// collectors are the custom resources that the operator looks after: none if there is nowhere to send to. What would have
// nothing to read is left out.
func collectors(args Args, deps Deps) []workload {
	if len(gatewayPipelines(args, deps)) == 0 {
		return nil
	}
	all := []workload{{gateway(args, deps), account(args, gatewayName, readPods())}}
	args = heard(args, deps)
	if len(agentPipelines(args)) > 0 {
		all = append(all, workload{agent(args), account(args, agentName, agentRules(args)...)})
	}
	if len(clusterPipelines(args)) > 0 {
		all = append(all, workload{cluster(args), append(account(args, clusterName, clusterRules(args)...), readDeployments(args)...)})
	}
	if args.Telemetry.Sources.Instrumentation {
		all = append(all, workload{object: instrumentation(args)})
	}
	return all
}

// profiles reports whether there is a profiler.
func profiles(args Args, deps Deps) bool { return args.EBPF && deps.Profiles != "" }

// working are the args with the sources off that nobody reads: all of them where there is no gateway.
func working(args Args, deps Deps) Args {
	if len(gatewayPipelines(args, deps)) == 0 {
		args.Telemetry.Sources = config.Sources{}
	}
	return heard(args, deps)
}

// heard switches off the sources of a signal that goes nowhere: the gateway would refuse it, and the agents would try for ever.
func heard(args Args, deps Deps) Args {
	on := &args.Telemetry.Sources
	if len(destinations("logs", args, deps)) == 0 {
		on.PodLogs, on.Events = false, false
	}
	if len(destinations("metrics", args, deps)) == 0 {
		on.Nodes, on.Kubelet, on.ClusterState, on.ControlPlane = false, false, false, false
		on.Platform, on.AnnotatedPods, on.Monitors = false, false, false
	}
	return args
}
