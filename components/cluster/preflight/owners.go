package preflight

import (
	"fmt"
	"slices"
	"strings"
)

// checkOwners refuses objects without a namespace that our charts make, where somebody else has made them: Helm would not take
// them over, and two operators would fight for one webhook. One finding for each component and owner.
func checkOwners(plan Plan, facts Facts) ([]Finding, string) {
	type claim struct{ component, owner string }
	taken, order := map[claim][]string{}, []claim{}
	for _, ours := range plan.Objects {
		for _, object := range facts.Owned[ours.Kind] {
			if object.Metadata.Name != ours.Name || plan.made(object.Metadata) {
				continue
			}
			key := claim{ours.Release.Component, owner(object.Metadata)}
			if taken[key] == nil {
				order = append(order, key)
			}
			taken[key] = append(taken[key], ours.Kind+"/"+ours.Name)
		}
	}
	var findings []Finding
	for _, key := range order {
		findings = append(findings, Finding{
			Level: Refusal, Key: "kalypso:components." + key.component,
			Found: fmt.Sprintf("%s would make what belongs to %s: %s", key.component, key.owner, some(taken[key])),
			Remedy: fmt.Sprintf("use what is there and switch ours off: %s; or remove theirs, by the means that made it",
				off(key.component)),
		})
	}
	return findings, fmt.Sprintf("%d definitions, webhooks and cluster roles: none belongs to others", len(plan.Objects))
}

// The annotations by which Helm knows what belongs to a release.
const (
	releaseName      = "meta.helm.sh/release-name"
	releaseNamespace = "meta.helm.sh/release-namespace"
)

// made says whether a release of ours made an object.
func (p Plan) made(found Metadata) bool {
	return slices.ContainsFunc(p.Releases, func(r Release) bool {
		return r.Name == found.Annotations[releaseName] && r.Namespace == found.Annotations[releaseNamespace]
	})
}

// owner says in words whose an object is: by Helm's marks, those of other tools, or who wrote it first.
func owner(of Metadata) string {
	if name := of.Annotations[releaseName]; name != "" {
		return fmt.Sprintf("the Helm release %s in namespace %s", name, of.Annotations[releaseNamespace])
	}
	if id := of.Annotations["argocd.argoproj.io/tracking-id"]; id != "" {
		name, _, _ := strings.Cut(id, ":")
		return "the ArgoCD application " + name
	}
	for _, mark := range []struct{ label, what string }{
		{"argocd.argoproj.io/instance", "the ArgoCD application "},
		{"kustomize.toolkit.fluxcd.io/name", "the Flux Kustomization "},
		{"helm.toolkit.fluxcd.io/name", "the Flux HelmRelease "},
		{"olm.owner", "the operator bundle "},
		{"install.operator.istio.io/owning-resource", "istioctl, installation "},
		{"app.kubernetes.io/managed-by", ""},
	} {
		if value := of.Labels[mark.label]; value != "" {
			return mark.what + value
		}
	}
	if len(of.ManagedFields) > 0 {
		return "who wrote it with " + of.ManagedFields[0].Manager
	}
	return "somebody else"
}
