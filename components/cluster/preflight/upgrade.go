package preflight

import (
	"fmt"
	"slices"
)

// checkUpgrade refuses StatefulSets of ours that are as an earlier version made them, in a field that Kubernetes lets nobody change:
// the update would fail, and be rolled back.
func checkUpgrade(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	for _, set := range facts.StatefulSets {
		m := set.Metadata
		if set.Spec.PodManagementPolicy != "OrderedReady" || !slices.Contains(plan.Parallel, Name{m.Namespace, m.Name}) {
			continue
		}
		findings = append(findings, Finding{Level: Refusal, Key: "kalypso:components." + m.Namespace,
			Found: fmt.Sprintf("StatefulSet %s in namespace %s is OrderedReady, and must become Parallel, which Kubernetes does not change", m.Name, m.Namespace),
			Remedy: fmt.Sprintf("let the set go and its pods stay, which the update takes over: kubectl -n %s delete statefulset %s --cascade=orphan",
				m.Namespace, m.Name)})
	}
	return findings, "nothing that an update could not change"
}
