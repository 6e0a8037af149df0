package otel

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Protected names the releases; neither the operator nor OBI holds a credential.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{operatorRelease: {}, obiRelease: {}}
}

// operatorValues size the operator.
func operatorValues(args Args) kit.Values {
	s := args.Sizing
	return kit.Values{Images: builtIn(), Computed: kit.Merge(operatorSettings(args.Spec), kit.Tree{
		"replicaCount":  s.Operator.Replicas,
		"manager":       kit.Tree{"resources": kit.Resources(s.Operator), "extraEnvs": []any{kit.GoMemory(s.Operator)}},
		"testFramework": kit.Tree{"resources": kit.Resources(sizing.Workload{CPU: 5, Memory: 16, Limit: 32})},
	})}
}

// CollectorTag returns the tag of the image that the operator gives to collectors, and whether the user has replaced that image.
func CollectorTag(spec kit.Spec) (tag string, replaced bool) {
	for _, chart := range spec.Charts {
		if chart.Release == operatorRelease {
			tag, _ = kit.Lookup(kit.Merge(chart.Values, spec.Overrides[operatorRelease]), "manager", "collectorImage", "tag").(string)
		}
	}
	return tag, kit.Lookup(spec.Overrides[operatorRelease], "manager", "collectorImage") != nil
}

// obiValues size OBI, and say where it sends to and whom it leaves alone.
func obiValues(args Args, deps Deps) kit.Values {
	export := kit.Tree{"endpoint": "http://" + string(deps.Collector), "protocol": "grpc"}
	values := kit.Tree{
		// The object names of every release begin with the release's name; the chart would append its own.
		"fullnameOverride": obiRelease,
		"resources":        kit.Resources(args.Sizing.OBI),
		"env":              kit.Tree{"GOMEMLIMIT": args.Sizing.OBI.GoMemory()},
		// Without it the chart gives the port of its own metrics no name, and nothing finds it.
		"service": kit.Tree{"internalMetrics": kit.Tree{"targetPort": metricsPort}},
		"config": kit.Tree{"data": kit.Tree{
			"otel_traces_export":  export,
			"otel_metrics_export": export,
			"discovery":           kit.Tree{"exclude_instrument": excluded(args.Excluded)},
			"internal_metrics":    kit.Tree{"exporter": "prometheus", "prometheus": kit.Tree{"port": metricsPort, "path": "/metrics"}},
		}},
	}
	return kit.Values{Computed: kit.Merge(values, kit.Under("affinity", args.Affinity), obiSettings(args.Settings)), Background: true}
}

// metricsPort is where OBI tells what it instruments, and what it does not.
const metricsPort = 8999

// excluded are OBI's selectors of what it leaves alone: the given namespaces, the cluster's own, and itself.
func excluded(namespaces []string) []any {
	selectors := []any{kit.Tree{"exe_path": "{*ebpf-instrument*,*otelcol*}"}, kit.Tree{"k8s_namespace": "kube-system"}}
	// An SDK is injected there: until it has exported once, OBI could not see that, and each request would be told twice.
	for _, language := range []string{"java", "nodejs", "python", "dotnet", "go", "sdk"} {
		selectors = append(selectors, kit.Tree{"k8s_pod_annotations": kit.Tree{"instrumentation.opentelemetry.io/inject-" + language: "*"}})
	}
	for _, namespace := range namespaces {
		selectors = append(selectors, kit.Tree{"k8s_namespace": namespace})
	}
	return selectors
}
