package preflight

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// checkOpenShift refuses OpenShift: its security context constraints give each namespace a range of users.
func checkOpenShift(_ Plan, facts Facts) ([]Finding, string) {
	if !slices.ContainsFunc(facts.APIServices, func(s APIService) bool { return s.Spec.Group == "security.openshift.io" }) {
		return nil, "no distribution that is known not to work"
	}
	return []Finding{{
		Level: Refusal, Key: "kalypso:cluster.context",
		Found: "this is OpenShift, whose security context constraints admit only the users of each namespace's range, and six of the " +
			"charts fix the user of their pods",
		Remedy: "name another cluster: pulumi config set --path kalypso:cluster.context NAME",
	}}, ""
}

func checkAPIServices(_ Plan, facts Facts) ([]Finding, string) {
	return Down(facts.APIServices), fmt.Sprintf("all available (%d)", len(facts.APIServices))
}

// Down warns of parts of the API whose server does not answer. While one stays so, no namespace of the cluster can be removed: the
// namespace controller has to list what is in it by every API (pkg/controller/namespace/deletion of Kubernetes).
func Down(services []APIService) []Finding {
	var findings []Finding
	for _, service := range services {
		for _, condition := range service.Status.Conditions {
			if service.Spec.Service == nil || condition.Type != "Available" || condition.Status == "True" {
				continue
			}
			findings = append(findings, Finding{
				Level: Warning,
				Found: fmt.Sprintf("APIService %s is down (%s): no namespace goes while it is", service.Metadata.Name,
					strings.TrimSpace(condition.Message)),
				Remedy: fmt.Sprintf("repair Service %s in namespace %s, or, if it is not coming back: kubectl delete apiservice %s",
					service.Spec.Service.Name, service.Spec.Service.Namespace, service.Metadata.Name),
			})
		}
	}
	return findings
}

// skew is how far clocks may be apart: Mimir refuses samples of the future only after minutes, but signals are out of order before.
const skew = 5 * time.Second

// checkClock warns of clocks that are apart: this machine's and the API server's, and the nodes' by the leases that they renew.
func checkClock(_ Plan, facts Facts) ([]Finding, string) {
	const remedy = "set the clocks by NTP: timedatectl set-ntp true"
	var findings []Finding
	if facts.Ahead.Abs() > skew {
		findings = append(findings, Finding{Level: Warning, Remedy: remedy,
			Found: fmt.Sprintf("the API server's clock is %s this machine's", apart(facts.Ahead))})
	}
	for _, lease := range facts.Leases {
		if ahead := lease.Spec.RenewTime.Sub(facts.Now); ahead > skew {
			findings = append(findings, Finding{Level: Warning, Remedy: remedy,
				Found: fmt.Sprintf("the clock of node %s is %s the API server's", lease.Metadata.Name, apart(ahead))})
		}
	}
	return findings, fmt.Sprintf("this machine's, the API server's and those of the nodes (%d seen) agree within %.0f s", len(facts.Leases),
		skew.Seconds())
}

func apart(ahead time.Duration) string {
	if ahead < 0 {
		return fmt.Sprintf("%.0f s behind", -ahead.Seconds())
	}
	return fmt.Sprintf("%.0f s ahead of", ahead.Seconds())
}

// checkNetwork warns where no network plugin is known that would enforce a NetworkPolicy.
func checkNetwork(_ Plan, facts Facts) ([]Finding, string) {
	enforcing := []string{"calico-node", "canal", "rke2-canal", "cilium", "anetd", "antrea-agent", "kube-router", "weave-net", "ovnkube-node",
		"azure-npm", "kindnet"}
	for _, set := range facts.DaemonSets {
		if slices.Contains(enforcing, set.Metadata.Name) {
			return nil, fmt.Sprintf("enforced by %s", set.Metadata.Name)
		}
	}
	for _, node := range facts.Nodes {
		if strings.Contains(node.Status.NodeInfo.KubeletVersion, "+k3s") {
			return nil, "enforced by K3s itself"
		}
		if node.simulated() {
			return nil, "the nodes are simulated: nothing runs there"
		}
	}
	return []Finding{{
		Level:  Warning,
		Found:  "no network plugin is known here that enforces NetworkPolicy: every pod of the cluster reaches the stores, whatever policies say",
		Remedy: "on a cluster that is shared, use one that does (Calico, Cilium), or switch it on (AWS VPC CNI: enableNetworkPolicy)",
	}}, ""
}
