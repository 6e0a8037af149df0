package preflight

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
)

// checkRoom refuses a cluster in which our pods would wait for room. Where nodes come when pods wait, it is a warning, as for a
// stack that is deployed already: its pods have had their room.
func checkRoom(plan Plan, facts Facts) ([]Finding, string) {
	var total, roomiest Request
	var fits bool
	for _, node := range facts.Nodes {
		if !plan.takes(node) {
			continue
		}
		free := node.allocatable().minus(facts.taken(plan, node.Metadata.Name))
		total = Request{total.CPU + max(free.CPU, 0), total.Memory + max(free.Memory, 0)}
		fits = fits || free.holds(plan.Largest)
		if free.Memory > roomiest.Memory {
			roomiest = free
		}
	}
	level := Refusal
	if plan.deployed(facts) || slices.ContainsFunc(facts.Nodes, Node.grows) {
		level = Warning
	}
	const remedy = "add or enlarge nodes (kubectl describe nodes), choose a smaller kalypso:profile, or switch components off"
	switch {
	case !total.holds(plan.Total):
		return []Finding{{Level: level, Key: "kalypso:profile", Remedy: remedy,
			Found: fmt.Sprintf("the components request %s, and beside the pods of others there is room for %s", plan.Total, total)}}, ""
	case !fits:
		return []Finding{{Level: level, Key: "kalypso:profile", Remedy: remedy,
			Found: fmt.Sprintf("the largest pod requests %s, and the roomiest node has %s left", plan.Largest, roomiest)}}, ""
	}
	return nil, fmt.Sprintf("%s requested, of %s; the largest pod %s", plan.Total, total, plan.Largest)
}

func (r Request) String() string { return fmt.Sprintf("%d m CPU and %d MiB", r.CPU, r.Memory) }

func (r Request) holds(other Request) bool { return r.CPU >= other.CPU && r.Memory >= other.Memory }

func (r Request) minus(other Request) Request {
	return Request{r.CPU - other.CPU, r.Memory - other.Memory}
}

// taken is what pods of others on a node request.
func (f Facts) taken(plan Plan, node string) Request {
	var sum Request
	for _, pod := range f.Pods {
		if _, ours := plan.namespace(pod.Metadata.Namespace); ours || pod.Spec.NodeName != node {
			continue
		}
		one := pod.request()
		sum = Request{sum.CPU + one.CPU, sum.Memory + one.Memory}
	}
	return sum
}

// request is what a pod keeps as long as it runs. What its init containers need beyond that is free again soon.
func (p Pod) request() Request {
	var sum Request
	running := slices.Clone(p.Spec.Containers)
	for _, container := range p.Spec.InitContainers {
		if container.RestartPolicy == "Always" {
			running = append(running, container)
		}
	}
	for _, container := range running {
		one := amount(container.Resources.Requests)
		sum = Request{sum.CPU + one.CPU, sum.Memory + one.Memory}
	}
	return sum
}

func (n Node) allocatable() Request { return amount(n.Status.Allocatable) }

// amount reads CPU and memory; a quantity that is not one counts as none.
func amount(of map[string]string) Request {
	cpu, cpuErr := resource.ParseQuantity(of["cpu"])
	memory, memoryErr := resource.ParseQuantity(of["memory"])
	var r Request
	if cpuErr == nil {
		r.CPU = cpu.MilliValue()
	}
	if memoryErr == nil {
		r.Memory = memory.Value() >> 20
	}
	return r
}
