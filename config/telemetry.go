package config

import "github.com/kalypsoServing/kalypso/config/credential"

// Telemetry says what is collected, under which names, and where else it goes.
type Telemetry struct {
	// ClusterName is what every signal carries as k8s.cluster.name. "": cluster.name with colima and kind, else
	// cluster.context, else "default".
	ClusterName string `key:"clusterName"`
	// Environment is what every signal carries as deployment.environment.name.
	Environment string `key:"environment"`
	// Sources switches off what is collected without being asked for.
	Sources Sources `key:"sources"`
	// EBPFExclude are the namespaces whose workloads OBI leaves alone, beside the platform's own. * stands for any text. A
	// list replaces the default.
	EBPFExclude []string `key:"ebpfExclude"`
	// Sampling says which traces are kept.
	Sampling Sampling `key:"sampling"`
	// Instrumentation is what the Instrumentation resource "kalypso" gives to the SDKs that it injects.
	Instrumentation Instrumentation `key:"instrumentation"`
	// Collectors overrides how the collectors run, by name: gateway, agent, cluster. Each is a map over the spec of its
	// OpenTelemetryCollector: replicas, resources, tolerations, nodeSelector, affinity, priorityClassName, image and the like.
	// What a collector does is below components.telemetry.values.
	Collectors map[string]map[string]any `key:"collectors"`
	// Exporters are further destinations, by name (small letters and digits, not that of a signal). What the gateway sends to the
	// platform's stores goes there too.
	Exporters map[string]Exporter `key:"exporters"`
}

// Sources are what is collected without being asked for, a switch each.
type Sources struct {
	// PodLogs are the logs of every container, except those of the collectors themselves.
	PodLogs bool `key:"podLogs"`
	// StackTraces joins the lines of a stack trace. It holds the last entry of each container for up to 2 s; that and the lines
	// of the last 100 ms are what a killed agent loses.
	StackTraces bool `key:"stackTraces"`
	// Nodes are CPU, memory, disks and filesystems of every node.
	Nodes bool `key:"nodes"`
	// Kubelet is the kubelet's and cAdvisor's: containers, and how full volume claims are.
	Kubelet bool `key:"kubelet"`
	// ClusterState is what kube-state-metrics tells of objects: rollouts, Jobs, claims, quotas, owners, waiting reasons.
	ClusterState bool `key:"clusterState"`
	// Events are Kubernetes' events, as logs.
	Events bool `key:"events"`
	// ControlPlane is the API server's metrics; those of the other parts listen on localhost only, except on K3s, where they
	// come with it.
	ControlPlane bool `key:"controlPlane"`
	// Platform is the platform's own metrics.
	Platform bool `key:"platform"`
	// AnnotatedPods are pods with the annotation prometheus.io/scrape: "true".
	AnnotatedPods bool `key:"annotatedPods"`
	// Monitors are the ServiceMonitors and PodMonitors of a Prometheus operator, whose definitions must exist. It takes
	// another pod, so it is off.
	Monitors bool `key:"monitors"`
	// OBI are the spans and metrics of requests that the eBPF instrumentation sees. kalypso:ebpf says where it can.
	OBI bool `key:"obi"`
	// Profiles are the eBPF profiler's. kalypso:ebpf says where it can.
	Profiles bool `key:"profiles"`
	// Instrumentation is the resource by which the operator injects SDKs.
	Instrumentation bool `key:"instrumentation"`
	// Mesh are access logs and spans of sidecars, for namespaces that join the mesh.
	Mesh bool `key:"mesh"`
}

// Sampling says which traces are kept. Span metrics are made of those.
type Sampling struct {
	// Percent of the traces are kept, chosen by their id.
	Percent int `key:"percent"`
	// Tail waits for a trace to end, keeps it if it has an error or is slow, and Percent of the others.
	Tail bool `key:"tail"`
	// SlowMilliseconds is from when on a trace is slow.
	SlowMilliseconds int `key:"slowMilliseconds"`
	// WaitSeconds is how long spans of a trace are waited for.
	WaitSeconds int `key:"waitSeconds"`
}

// Instrumentation is what injected SDKs are told.
type Instrumentation struct {
	// Propagators are how trace ids travel: tracecontext, baggage, b3, b3multi, jaeger, xray, ottrace.
	Propagators []string `key:"propagators"`
	// Sampler is an SDK's own: parentbased_always_on, parentbased_traceidratio, always_on, always_off, traceidratio,
	// parentbased_always_off.
	Sampler string `key:"sampler"`
	// SamplerArgument is the sampler's, like "0.25" for the two with a ratio.
	SamplerArgument string `key:"samplerArgument"`
}

// Exporter is a further destination.
type Exporter struct {
	// Protocol is grpc or http, both OTLP.
	Protocol string `key:"protocol"`
	// Endpoint is host:port for grpc, and an URL without /v1/<signal> for http.
	Endpoint string `key:"endpoint"`
	// Signals are some of traces, metrics and logs. Required.
	Signals []string `key:"signals"`
	// Insecure is for a grpc endpoint without TLS.
	Insecure bool `key:"insecure"`
	// Headers go with every request, in clear. Credentials stand in exporterHeaders.
	Headers map[string]string `key:"headers"`
	// Secret are the headers of exporterHeaders for this exporter.
	Secret map[string]credential.Secret
}

// DefaultTelemetry is everything on, of everything, to the platform's own stores.
func DefaultTelemetry(environment string) Telemetry {
	return Telemetry{
		Environment: environment,
		Sources: Sources{
			PodLogs: true, StackTraces: true, Nodes: true, Kubelet: true, ClusterState: true, Events: true, ControlPlane: true,
			Platform: true, AnnotatedPods: true, OBI: true, Profiles: true, Instrumentation: true, Mesh: true,
		},
		EBPFExclude:     []string{"kube-*", "openshift*", "gke-*", "gmp-*", "cattle-*", "istio-*", "*-operator", "*-operators", "*-system"},
		Sampling:        Sampling{Percent: 100, SlowMilliseconds: 1000, WaitSeconds: 10},
		Instrumentation: Instrumentation{Propagators: []string{"tracecontext", "baggage"}, Sampler: "parentbased_always_on"},
		Collectors:      map[string]map[string]any{},
		Exporters:       map[string]Exporter{},
	}
}

// ClusterLabel is the name that every signal carries.
func (c Config) ClusterLabel() string {
	for _, name := range []string{c.Telemetry.ClusterName, c.Cluster.Name, c.Cluster.Context} {
		if name != "" {
			return name
		}
	}
	return "default"
}
