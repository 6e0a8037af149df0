package telemetry

import (
	"fmt"
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/config/attribute"
)

// freshSeconds is how old what arrives by itself may be: a metric is sampled every 30 s and a profile every 15; twice that and
// what the way takes is allowed.
const freshSeconds = 90

// Fresh returns what arrives by itself of what is deployed, with what to look at where it does not.
func Fresh(args Args, deps Deps) []proof.Freshness {
	ofAgent, ofCluster := logsOf(args, "daemonset", agentName), logsOf(args, "deployment", clusterName)+" --all-containers"
	on := working(args, deps).Telemetry.Sources
	var all []proof.Freshness
	for _, one := range []struct {
		there bool
		proof.Freshness
	}{
		{on.Nodes, perNode("node metrics", "system_uptime_seconds", ofAgent)},
		{on.Kubelet, perNode("kubelet metrics", "kubelet_running_pods", ofAgent)},
		{on.Kubelet, perNode("container metrics", "container_memory_working_set_bytes", ofAgent)},
		{on.ClusterState, proof.Freshness{Name: "cluster state", Store: "metrics", Age: freshSeconds, Remedy: ofCluster,
			Query: "time() - max(timestamp(kube_node_info))"}},
		// Of any pod: on an idle cluster the platform's own are all there is, some a minute.
		{on.PodLogs, proof.Freshness{Name: "pod logs", Store: "logs", Age: 300, Remedy: ofAgent,
			Query: `{service_name=~".+",service_name!~"` + eventsService + `|kalypso-proof"} | log_iostream!=""`}},
		{on.Events, proof.Freshness{Name: "events", Store: "logs", Age: 3600, Optional: true, Remedy: ofCluster,
			Query: `{service_name="` + eventsService + `"}`}},
		{profiles(args, deps), proof.Freshness{Name: "profiles", Store: "profiles", PerNode: true, Age: freshSeconds,
			Query:  fmt.Sprintf(`{%s=~".+"}`, nodeLabel()),
			Remedy: fmt.Sprintf("kubectl -n %s logs daemonset/%s", args.Namespace.Name, profilerName)}},
	} {
		if one.there {
			all = append(all, one.Freshness)
		}
	}
	return all
}

// Jobs returns the scrapes that must be there, as the store's label `job` has them.
func Jobs(args Args, deps Deps) []string {
	args = working(args, deps)
	on := args.Telemetry.Sources
	var jobs []string
	if on.Platform {
		for _, target := range args.Targets {
			for _, job := range target.Jobs {
				jobs = append(jobs, target.Namespace+"/"+job)
			}
		}
		for program, there := range map[string]bool{
			workloadName(gatewayName): true, workloadName(agentName): true, // who scrapes the platform is the agent
			workloadName(clusterName): len(clusterPipelines(args)) > 0, profilerName: profiles(args, deps),
		} {
			if there {
				jobs = append(jobs, args.Namespace.Name+"/"+program)
			}
		}
	}
	for job, there := range map[string]bool{
		"kube-state-metrics": on.ClusterState, "kubelet": on.Kubelet, "cadvisor": on.Kubelet, "apiserver": on.ControlPlane,
	} {
		if there {
			jobs = append(jobs, job)
		}
	}
	slices.Sort(jobs)
	return jobs
}

// perNode is a metric that every node has.
func perNode(name, metric, remedy string) proof.Freshness {
	return proof.Freshness{
		Name: name, Store: "metrics", PerNode: true, Age: freshSeconds, Remedy: remedy,
		Query: fmt.Sprintf("time() - max by (%s) (timestamp(%s))", nodeLabel(), metric),
	}
}

func nodeLabel() string { return attribute.Label(attribute.Node) }

// logsOf is the command that shows what a collector complains of.
func logsOf(args Args, kind, name string) string {
	return fmt.Sprintf("kubectl -n %s logs %s/%s", args.Namespace.Name, kind, workloadName(name))
}
