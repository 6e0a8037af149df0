package otel

import "github.com/kalypsoServing/kalypso/components/kit"

// Protected names the releases; neither the operator nor OBI holds a credential.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{operatorRelease: {}, obiRelease: {}}
}

// operatorValues size the operator. Its work is a few custom resources, and one admission per pod of the cluster.
func operatorValues() kit.Values {
	return kit.Values{Computed: kit.Tree{
		"replicaCount":  1,
		"manager":       kit.Tree{"resources": kit.Resources("10m", "64Mi", "256Mi")},
		"testFramework": kit.Tree{"resources": kit.Resources("5m", "16Mi", "32Mi")},
	}}
}

// obiValues size OBI for one development node, and say where it sends to and whom it leaves alone.
func obiValues(args Args, deps Deps) kit.Values {
	export := kit.Tree{"endpoint": "http://" + string(deps.Collector), "protocol": "grpc"}
	values := kit.Tree{
		// The object names of every release begin with the release's name; the chart would append its own.
		"fullnameOverride": obiRelease,
		"resources":        kit.Resources("20m", "128Mi", "512Mi"),
		"config": kit.Tree{"data": kit.Tree{
			"otel_traces_export":  export,
			"otel_metrics_export": export,
			"discovery":           kit.Tree{"exclude_instrument": excluded(args.Excluded)},
		}},
	}
	if len(args.Nodes) > 0 {
		values["nodeSelector"] = args.Nodes
	}
	return kit.Values{Computed: values}
}

// excluded are OBI's selectors of what it leaves alone: the given namespaces, the cluster's own, and itself.
func excluded(namespaces []string) []any {
	selectors := []any{kit.Tree{"exe_path": "{*ebpf-instrument*,*otelcol*}"}, kit.Tree{"k8s_namespace": "kube-system"}}
	for _, namespace := range namespaces {
		selectors = append(selectors, kit.Tree{"k8s_namespace": namespace})
	}
	return selectors
}
