package telemetry

import (
	"maps"
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	gatewayName = "kalypso"
	grpcPort    = 4317
	httpPort    = 4318
	// collectorsPort is for the platform's own collectors. On the other two, what has no identity gets that of the pod at
	// the other end of the connection, and here that pod is an agent.
	collectorsPort = 14317
	// largestMessage is the most that a client may send at once, in MiB.
	largestMessage = 16
)

// gateway is the OpenTelemetryCollector resource that the operator turns into a StatefulSet and its Services: everything goes
// through it, and what it has acknowledged is on its volume. It names no image: the operator's own setting (manifests/otel)
// does, the distribution with every component, so that users find what they add.
func gateway(args Args, deps Deps) manifest.Object {
	spec := kit.Merge(collectorSpec(gatewayName, args.Sizing.Gateway), kit.Scheduling(args.Settings))
	spec["mode"] = "statefulset"
	spec["replicas"] = args.Sizing.Gateway.Replicas
	spec["podSecurityContext"] = kit.Merge(restrictedPod(), kit.Tree{"fsGroup": 10001})
	spec["volumeMounts"] = []any{kit.Tree{"name": "queue", "mountPath": queueDir}}
	spec["volumeClaimTemplates"] = []any{kit.Tree{
		"metadata": kit.Tree{"name": "queue"},
		"spec": kit.Merge(kit.Class(args.Settings, "storageClassName"), kit.Tree{
			"accessModes": []any{"ReadWriteOnce"},
			"resources":   kit.Tree{"requests": kit.Tree{"storage": args.Sizing.Gateway.Volume()}},
		}),
	}}
	if args.HeadersFingerprint != "" {
		spec["envFrom"] = []any{kit.Tree{"secretRef": kit.Tree{"name": headersSecret}}}
		spec["podAnnotations"] = kit.Tree{kit.CredentialAnnotation: args.HeadersFingerprint}
	}
	return collector(args, gatewayName, spec, gatewayConfig(args, deps))
}

// gatewayConfig is the gateway's configuration without the user's.
func gatewayConfig(args Args, deps Deps) kit.Tree {
	return collectorConfig(workloadName(gatewayName), gatewayPipelines(args, deps), fileStorage())
}

// gatewayPipelines are the gateway's: for each signal that has a destination one for what applications send, and one for what
// the platform's collectors do. A further processor is one more entry here.
func gatewayPipelines(args Args, deps Deps) []pipeline {
	applications, collectors := []part{{"otlp", kit.Tree{"protocols": kit.Tree{"grpc": fromClients(), "http": overHTTP()}}}},
		[]part{{"otlp/collectors", kit.Tree{"protocols": kit.Tree{"grpc": receive(collectorsPort)}}}}
	named := []part{memoryLimiter(), unknown(), {"k8sattributes", kit.Merge(kit.Tree{
		// A restarted gateway knows no pod yet, and what it took meanwhile would have no name.
		"wait_for_metadata": true, "wait_for_metadata_timeout": "30s",
	}, kubernetes(by("k8s.pod.uid"), by("k8s.pod.name", "k8s.namespace.name"), by("container.id"), by("k8s.pod.ip"), byConnection()))}}
	after := []part{platformAttributes(args), identity(), unwanted()}
	// Deltas become sums here: Mimir refuses them for good. The most streams bound its memory.
	cumulative := part{"deltatocumulative", kit.Tree{"max_stale": "10m", "max_streams": 50_000}}
	var pipelines []pipeline
	for _, signal := range []struct {
		name                string
		fromAll, fromOthers []part
	}{
		{"traces", append(sampled(args.Telemetry.Sampling), redact()), nil},
		{"metrics", nil, []part{cumulative}},
		{"logs", []part{redact()}, nil},
	} {
		exporters := destinations(signal.name, args, deps)
		if len(exporters) == 0 {
			continue
		}
		pipelines = append(pipelines, pipeline{signal.name, applications,
			slices.Concat(named, after, signal.fromOthers, signal.fromAll, []part{clean()}), exporters})
		if signal.name != "traces" { // no collector of the platform makes them
			pipelines = append(pipelines, pipeline{signal.name + "/collectors", collectors,
				slices.Concat([]part{memoryLimiter()}, after, signal.fromAll, []part{clean()}), exporters})
		}
	}
	return pipelines
}

// receive is an OTLP receiver over gRPC.
func receive(port int) kit.Tree {
	return kit.Merge(listen(port), kit.Tree{"max_recv_msg_size_mib": largestMessage})
}

// fromClients ends connections after a minute, so that clients find every replica.
func fromClients() kit.Tree {
	return kit.Merge(receive(grpcPort), kit.Tree{"keepalive": kit.Tree{"server_parameters": kit.Tree{
		"max_connection_age": "60s", "max_connection_age_grace": "30s"}}})
}

func overHTTP() kit.Tree {
	return kit.Merge(listen(httpPort), kit.Tree{"max_request_body_size": largestMessage << 20})
}

// destinations are where a signal goes: the platform's store of it, and the user's own.
func destinations(signal string, args Args, deps Deps) []part {
	var all []part
	queue := onDisk(args.Sizing.QueueBytes())
	switch {
	case signal == "traces" && deps.Traces != "":
		all = append(all, queued("otlp/traces", otlpGRPC(deps.Traces), queue))
	case signal == "metrics" && deps.Metrics != "":
		all = append(all, queued("otlphttp/metrics", otlpHTTP(deps.Metrics), queue))
	case signal == "logs" && deps.Logs != "":
		all = append(all, queued("otlphttp/logs", otlpHTTP(deps.Logs), queue))
	}
	for _, name := range slices.Sorted(maps.Keys(args.Telemetry.Exporters)) {
		if e := args.Telemetry.Exporters[name]; slices.Contains(e.Signals, signal) {
			all = append(all, further(name, e))
		}
	}
	return all
}
