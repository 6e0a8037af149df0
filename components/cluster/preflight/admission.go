package preflight

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// enforced is the label by which a namespace says which pods it admits.
const enforced = "pod-security.kubernetes.io/enforce"

// checkAdmission warns of what does not admit our pods: the level of a namespace of ours, or that of the whole cluster.
func checkAdmission(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	for _, object := range facts.Namespaces {
		ours, named := plan.namespace(object.Metadata.Name)
		level := object.Metadata.Labels[enforced]
		if named && ours.Labels[enforced] == "" && (level == "restricted" || level == "baseline" && ours.Privileged) {
			findings = append(findings, Finding{
				Level: Warning, Key: "kalypso:components." + ours.Component,
				Found:  fmt.Sprintf("namespace %s enforces Pod Security %s, which does not admit its pods", ours.Name, level),
				Remedy: privileged(ours.Name),
			})
		}
	}
	if facts.Privileged == "" {
		return findings, "pods that use the node are admitted"
	}
	for _, ours := range plan.Namespaces {
		if ours.Privileged && ours.Labels[enforced] == "" && !slices.ContainsFunc(facts.Namespaces, func(o Object) bool {
			return o.Metadata.Name == ours.Name && o.Metadata.Labels[enforced] != ""
		}) {
			findings = append(findings, Finding{
				Level: Warning, Key: "kalypso:components." + ours.Component,
				Found:  fmt.Sprintf("the cluster admits no pod that uses the node, as those in namespace %s do: %s", ours.Name, facts.Privileged),
				Remedy: fmt.Sprintf("give it the label in manifests/%s/namespace.yaml: %s: privileged", ours.Component, enforced),
			})
		}
	}
	return findings, ""
}

// privileged is the command that lets a namespace admit every pod.
func privileged(namespace string) string {
	return fmt.Sprintf("kubectl label namespace %s %s=privileged --overwrite", namespace, enforced)
}

// checkQuotas warns of limits in our namespaces, with their numbers: whether the pods fit is for whoever set them to say.
func checkQuotas(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	found := func(kind, name, namespace, numbers string) {
		ours, named := plan.namespace(namespace)
		if !named {
			return
		}
		findings = append(findings, Finding{
			Level: Warning, Key: "kalypso:components." + ours.Component,
			Found:  fmt.Sprintf("%s %s in namespace %s limits its pods: %s", kind, name, namespace, numbers),
			Remedy: fmt.Sprintf("compare with `make plan`; raise or remove it: kubectl edit %s %s -n %s", strings.ToLower(kind), name, namespace),
		})
	}
	for _, quota := range facts.Quotas {
		var numbers []string
		for _, name := range slices.Sorted(maps.Keys(quota.Status.Hard)) {
			numbers = append(numbers, fmt.Sprintf("%s %s, %s used", name, quota.Status.Hard[name], quota.Status.Used[name]))
		}
		found("ResourceQuota", quota.Metadata.Name, quota.Metadata.Namespace, strings.Join(numbers, "; "))
	}
	for _, limit := range facts.Limits {
		found("LimitRange", limit.Metadata.Name, limit.Metadata.Namespace, limit.numbers())
	}
	return findings, "neither ResourceQuota nor LimitRange in our namespaces"
}

// numbers are what a LimitRange allows and adds.
func (l Limit) numbers() string {
	var numbers []string
	for _, one := range l.Spec.Limits {
		for _, bound := range []struct {
			name   string
			values map[string]string
		}{{"max", one.Max}, {"min", one.Min}, {"default", one.Default}, {"default request", one.DefaultRequest}} {
			for _, resource := range slices.Sorted(maps.Keys(bound.values)) {
				numbers = append(numbers, fmt.Sprintf("%s %s %s per %s", bound.name, resource, bound.values[resource], one.Type))
			}
		}
	}
	return strings.Join(numbers, "; ")
}
