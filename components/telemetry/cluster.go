package telemetry

import (
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	clusterName = "kalypso-cluster"
	// eventsService is the service.name of events, which are of no workload.
	eventsService = "k8s-events"
	stateImage    = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0"
)

// cluster is the collector of what the cluster has once: the state of its objects, its events, its API server. Two would
// collect everything twice.
func cluster(args Args) manifest.Object {
	spec := kit.Merge(collectorSpec(clusterName, args.Sizing.Cluster), kit.Scheduling(args.Settings))
	spec["mode"] = "deployment"
	spec["image"] = args.Settings.Image(smallImage + ":" + args.Tag)
	spec["replicas"] = 1
	if args.Telemetry.Sources.ClusterState {
		spec["additionalContainers"] = []any{stateMetrics(args)}
	}
	return collector(args, clusterName, spec, clusterConfig(args))
}

// clusterConfig is its configuration without the user's.
func clusterConfig(args Args) kit.Tree {
	return collectorConfig(workloadName(clusterName), clusterPipelines(args))
}

func clusterPipelines(args Args) []pipeline {
	on, limiter, metrics := args.Telemetry.Sources, memoryLimiter(), toGateway(args, "metrics", inMemory())
	var all []pipeline
	if on.ClusterState {
		all = append(all, pipeline{"metrics/state", []part{{"prometheus/state", read[kit.Tree]("clusterstate")}}, []part{limiter}, metrics})
	}
	if on.ControlPlane {
		all = append(all, pipeline{"metrics/apiserver", []part{{"prometheus/apiserver", read[kit.Tree]("apiserver")}}, []part{limiter}, metrics})
	}
	if on.Events {
		all = append(all, pipeline{"logs/events", []part{{"k8sobjects", read[kit.Tree]("events")}}, []part{limiter, readableEvents()},
			toGateway(args, "logs", inMemory())},
			pipeline{"logs/deployments", []part{{"k8sobjects/deployments", deployments(args)}}, []part{limiter, readableDeployments()},
				toGateway(args, "logs", inMemory())})
	}
	return all
}

// readableEvents makes a line of an event, "Pod/cart-0 BackOff: Back-off restarting ...", and attributes of what it is about. The
// namespace is the object's.
func readableEvents() part {
	about := `log.cache["about"]`
	return part{"transform/events", kit.Tree{"error_mode": "ignore", "log_statements": []any{kit.Tree{"context": "log", "statements": []any{
		`set(resource.attributes["` + attribute.Service + `"], "` + eventsService + `")`,
		`set(log.cache["event"], log.body["object"])`,
		`set(` + about + `, log.cache["event"]["regarding"])`,
		`set(log.attributes["k8s.event.reason"], log.cache["event"]["reason"])`,
		`set(log.attributes["k8s.object.kind"], ` + about + `["kind"])`,
		`set(log.attributes["k8s.object.name"], ` + about + `["name"])`,
		`set(log.severity_number, SEVERITY_NUMBER_INFO)`,
		`set(log.severity_number, SEVERITY_NUMBER_WARN) where log.cache["event"]["type"] == "Warning"`,
		`set(log.severity_text, log.cache["event"]["type"])`,
		`delete_matching_keys(log.attributes, "^(event\\.(domain|name)|k8s\\.resource\\.name)$")`,
		`set(log.body, Concat([` + about + `["kind"], "/", ` + about + `["name"], " ", log.cache["event"]["reason"], ": ", ` +
			`log.cache["event"]["note"]], "")) where ` + about + ` != nil`,
	}}}}}
}

// stateMetrics is kube-state-metrics as a second container of the pod: what it tells of is the cluster, never its own pod.
func stateMetrics(args Args) kit.Tree {
	probe := func(path string, port int) kit.Tree { return kit.Tree{"httpGet": kit.Tree{"path": path, "port": port}} }
	return kit.Tree{
		"name":  "kube-state-metrics",
		"image": args.Settings.Image(stateImage),
		"args": []any{"--port=8080", "--telemetry-port=8081", "--resources=" + strings.Join(stateResources(), ","),
			"--metric-allowlist=" + stateList(),
			// Which nodes the eBPF programs run on is a label of theirs.
			"--metric-labels-allowlist=nodes=[kalypso.io/ebpf-obi,kalypso.io/ebpf-profiler]"},
		"env":            []any{kit.GoMemory(args.Sizing.State)},
		"ports":          []any{port("state", 8080), port("metrics-state", 8081)},
		"readinessProbe": probe("/readyz", 8081),
		"livenessProbe":  probe("/livez", 8080),
		"resources":      kit.Resources(args.Sizing.State),
		"securityContext": kit.Tree{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true,
			"runAsUser": 65534, "capabilities": kit.Tree{"drop": []any{"ALL"}}},
	}
}

// stateList is what kube-state-metrics keeps, as it takes it.
func stateList() string {
	var list []string
	for _, metric := range read[kit.Tree]("statemetrics")["metrics"].([]any) {
		list = append(list, "^"+metric.(string)+"$")
	}
	return strings.Join(list, ",")
}
