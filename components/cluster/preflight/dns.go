package preflight

import (
	"fmt"
	"slices"
	"strings"
)

const dnsKey = "kalypso:cluster.dns"

// checkDNS refuses a DNS Service that is not there: nginx does not start with a resolver whose name it cannot resolve.
func checkDNS(plan Plan, facts Facts) ([]Finding, string) {
	if len(plan.Resolving) == 0 {
		return nil, "no gateway resolves names"
	}
	if facts.has(plan.DNS) {
		return nil, fmt.Sprintf("Service %s in %s", plan.DNS.Name, plan.DNS.Namespace)
	}
	finding := Finding{
		Level: Refusal, Key: dnsKey,
		Found: fmt.Sprintf("there is no Service %s in namespace %s, by which the gateways of %s resolve names", plan.DNS.Name, plan.DNS.Namespace,
			strings.Join(plan.Resolving, ", ")),
		Remedy: "name the DNS Service of this cluster (kubectl get services -A): " + nameDNS(Service{"SERVICE", "NAMESPACE"}),
	}
	if other, found := facts.dns(); found {
		finding.Found += fmt.Sprintf("; there is %s in %s", other.Name, other.Namespace)
		finding.Remedy = "name that: " + nameDNS(other)
	}
	return []Finding{finding}, ""
}

// nameDNS is the command that names a DNS Service.
func nameDNS(s Service) string {
	return fmt.Sprintf("pulumi config set --path %[1]s.service %[2]s && pulumi config set --path %[1]s.namespace %[3]s",
		dnsKey, s.Name, s.Namespace)
}

func (f Facts) has(service Service) bool {
	return slices.ContainsFunc(f.Services, func(o Object) bool {
		return o.Metadata.Name == service.Name && o.Metadata.Namespace == service.Namespace
	})
}

// dns finds the cluster's DNS Service: one that distributions are known to have, else one with CoreDNS' usual label.
func (f Facts) dns() (Service, bool) {
	for _, known := range []Service{
		{"kube-dns", "kube-system"},
		{"coredns", "kube-system"},
		{"rke2-coredns-rke2-coredns", "kube-system"},
		{"dns-default", "openshift-dns"},
	} {
		if f.has(known) {
			return known, true
		}
	}
	for _, object := range f.Services {
		if object.Metadata.Labels["k8s-app"] == "kube-dns" {
			return Service{object.Metadata.Name, object.Metadata.Namespace}, true
		}
	}
	return Service{}, false
}
