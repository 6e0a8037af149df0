package stacks

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/telemetry/proof"
	"github.com/kalypsoServing/kalypso/config/attribute"
)

// fresh are the signals that arrive by themselves, as far as they are switched on.
func (p Plan) fresh() []proof.Freshness {
	on, gateway := p.Config.Telemetry.Sources, p.gateway()
	var all []proof.Freshness
	for _, one := range []struct {
		there bool
		proof.Freshness
	}{
		{gateway && on.Nodes, perNode("node metrics", "system_uptime_seconds")},
		{gateway && on.Kubelet, perNode("kubelet metrics", "kubelet_running_pods")},
		{gateway && on.Kubelet, perNode("container metrics", "container_memory_working_set_bytes")},
		{gateway && on.ClusterState, clusterState()},
		{gateway && on.PodLogs, podLogs()},
		{gateway && on.Events, events()},
		{gateway && p.on("otel") && p.obi(), requests()},
		{p.on("telemetry") && p.profiler(), profiles()},
	} {
		stores := map[string]string{"metrics": "mimir", "logs": "loki", "traces": "tempo", "profiles": "pyroscope"}
		if one.there && p.on(stores[one.Store]) {
			all = append(all, one.Freshness)
		}
	}
	return all
}

// A metric is sampled every 30 s and a profile every 15; twice that and what the way takes is allowed.
const freshSeconds = 90

const (
	agentLogs   = "kubectl -n telemetry logs daemonset/kalypso-agent-collector"
	clusterLogs = "kubectl -n telemetry logs deployment/kalypso-cluster-collector --all-containers"
)

// perNode is a metric that every node has.
func perNode(name, metric string) proof.Freshness {
	return proof.Freshness{
		Name: name, Store: "metrics", PerNode: true, Age: freshSeconds, Remedy: agentLogs,
		Query: fmt.Sprintf("time() - max by (%s) (timestamp(%s))", attribute.Label(attribute.Node), metric),
	}
}

func clusterState() proof.Freshness {
	return proof.Freshness{
		Name: "cluster state", Store: "metrics", Query: "time() - max(timestamp(kube_node_info))", Age: freshSeconds, Remedy: clusterLogs,
	}
}

// podLogs are of any pod: on an idle cluster the platform's own are all there is, some a minute.
func podLogs() proof.Freshness {
	const selector = `{service_name=~".+",service_name!~"k8s-events|kalypso-proof"} | log_iostream!=""`
	return proof.Freshness{Name: "pod logs", Store: "logs", Query: selector, Age: 300, Remedy: agentLogs}
}

func events() proof.Freshness {
	return proof.Freshness{Name: "events", Store: "logs", Query: `{service_name="k8s-events"}`, Age: 3600, Optional: true, Remedy: clusterLogs}
}

// requests are what OBI sees; without a request there is none.
func requests() proof.Freshness {
	return proof.Freshness{
		Name: "OBI spans", Store: "traces", Age: 300, Optional: true, Remedy: "kubectl -n otel-system logs daemonset/obi",
		Query: `{resource.telemetry.sdk.name="opentelemetry-ebpf-instrumentation"}`,
	}
}

func profiles() proof.Freshness {
	return proof.Freshness{
		Name: "profiles", Store: "profiles", Query: `{k8s_node_name=~".+"}`, PerNode: true, Age: freshSeconds,
		Remedy: "kubectl -n telemetry logs daemonset/ebpf-profiler",
	}
}
