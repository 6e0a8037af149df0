package preflight

import (
	"fmt"
	"strings"
)

// Resource is a kind of object that the program or one of its charts makes.
type Resource struct{ Group, Name string }

// String is the resource as kubectl calls it.
func (r Resource) String() string {
	if r.Group == "" {
		return r.Name
	}
	return r.Name + "." + r.Group
}

// Created returns the resources of which the platform makes objects: what its charts render, its own, and the Secrets in which
// Helm keeps its records.
func Created() []Resource {
	var all []Resource
	for group, names := range map[string]string{
		"":                             "namespaces secrets configmaps services serviceaccounts persistentvolumeclaims",
		"apps":                         "deployments statefulsets daemonsets",
		"batch":                        "jobs",
		"policy":                       "poddisruptionbudgets",
		"networking.k8s.io":            "networkpolicies",
		"autoscaling":                  "horizontalpodautoscalers",
		"rbac.authorization.k8s.io":    "roles rolebindings clusterroles clusterrolebindings",
		"apiextensions.k8s.io":         "customresourcedefinitions",
		"admissionregistration.k8s.io": "mutatingwebhookconfigurations validatingwebhookconfigurations",
		"opentelemetry.io":             "opentelemetrycollectors instrumentations",
		"telemetry.istio.io":           "telemetries",
	} {
		for name := range strings.FieldsSeq(names) {
			all = append(all, Resource{group, name})
		}
	}
	return all
}

// verbs are what must be allowed for each: what is made is also taken down.
func verbs() []string { return []string{"create", "delete"} }

func checkRights(_ Plan, facts Facts) ([]Finding, string) {
	if len(facts.Denied) == 0 {
		return nil, "everything that is created may be created"
	}
	return []Finding{{
		Level: Refusal, Key: "kalypso:cluster.context",
		Found: fmt.Sprintf("this account may not: %s", some(facts.Denied)),
		Remedy: "name a context with these rights, or grant them: kubectl create clusterrolebinding kalypso --clusterrole cluster-admin " +
			"--user NAME (kubectl auth whoami says the name)",
	}}, ""
}
