package preflight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/cluster"
)

// checkNodes warns of nodes that cannot carry what is meant for every node.
func checkNodes(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	for _, kind := range []struct {
		is                 func(Node) bool
		found, remedy, key string
	}{
		{func(n Node) bool { return n.windows() }, "run Windows, where no pod of the platform can: nothing is collected there", "", ""},
		{func(n Node) bool { return n.fargate() },
			"are of Fargate, which takes neither DaemonSets nor host paths: no logs and no node metrics from pods there", "", ""},
		{func(n Node) bool { return n.virtual() }, "are virtual: nothing is collected there", "", ""},
		{func(n Node) bool { return plan.EBPF && !n.elsewhere() && oldKernel(n.Status.NodeInfo.KernelVersion) },
			fmt.Sprintf("have a kernel older than %d.%d, where neither OBI nor the eBPF profiler works", kernelMajor, kernelMinor),
			"update the nodes' system, or do without: pulumi config set kalypso:ebpf off", "kalypso:ebpf"},
		{func(n Node) bool { return plan.EBPF && crashes(n.Status.NodeInfo.KernelVersion) },
			"have a kernel that is known to crash under OBI, which is left out there", "boot another kernel", "kalypso:ebpf"},
	} {
		var names []string
		for _, node := range facts.Nodes {
			if kind.is(node) {
				names = append(names, node.Metadata.Name)
			}
		}
		if len(names) > 0 {
			findings = append(findings, Finding{Level: Warning, Key: kind.key, Remedy: kind.remedy,
				Found: fmt.Sprintf("%d of %d nodes (%s) %s", len(names), len(facts.Nodes), some(names), kind.found)})
		}
	}
	return findings, fmt.Sprintf("%d, and each can carry the platform", len(facts.Nodes))
}

// The oldest kernel that eBPF programs are loaded into, as the probe of the nodes has it (scripts/probe.sh).
const (
	kernelMajor = 5
	kernelMinor = 10
)

func crashes(release string) bool {
	_, bad := cluster.KnownBadKernel(release)
	return bad
}

// oldKernel says whether a release of Linux, like 5.4.0-150-generic, is too old; of one that cannot be read it is not known.
func oldKernel(release string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(release, "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major < kernelMajor || major == kernelMajor && minor < kernelMinor
}

func (n Node) windows() bool { return n.Status.NodeInfo.OperatingSystem == "windows" }

func (n Node) fargate() bool { return n.Metadata.Labels["eks.amazonaws.com/compute-type"] == "fargate" }

func (n Node) virtual() bool { return n.Metadata.Labels["type"] == "virtual-kubelet" }

// elsewhere says whether a node is none that takes pods of the platform, whatever room it has.
func (n Node) elsewhere() bool { return n.windows() || n.fargate() || n.virtual() }

// simulated says whether a node is one of kwok's, on which nothing runs.
func (n Node) simulated() bool { return strings.HasPrefix(n.Status.NodeInfo.KubeletVersion, "kwok") }

// grows says whether a node is of a pool to which a cloud or an autoscaler may add nodes.
func (n Node) grows() bool {
	return slices.ContainsFunc([]string{
		"karpenter.sh/nodepool", "eks.amazonaws.com/nodegroup", "eks.amazonaws.com/compute-type", "cloud.google.com/gke-nodepool",
		"kubernetes.azure.com/agentpool",
	}, func(label string) bool { return n.Metadata.Labels[label] != "" })
}

// takes says whether pods of the platform may be scheduled to a node.
func (p Plan) takes(node Node) bool {
	if node.Spec.Unschedulable || node.elsewhere() || !contains(node.Metadata.Labels, p.NodeSelector) {
		return false
	}
	for _, taint := range node.Spec.Taints {
		tolerated := slices.ContainsFunc(p.Tolerations, func(t Toleration) bool {
			return (t.Effect == "" || t.Effect == taint.Effect) &&
				(t.Operator == "Exists" && (t.Key == "" || t.Key == taint.Key) || t.Key == taint.Key && t.Value == taint.Value)
		})
		if taint.Effect != "PreferNoSchedule" && !tolerated {
			return false
		}
	}
	return true
}
