package preflight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// checkNamespaces refuses namespaces of our names that somebody else made, and those that are on their way out.
func checkNamespaces(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	var there int
	for _, object := range facts.Namespaces {
		ours, named := plan.namespace(object.Metadata.Name)
		switch {
		case !named:
		case object.Metadata.DeletionTimestamp != "":
			findings = append(findings, Finding{
				Level: Refusal, Key: "kalypso:components." + ours.Component,
				Found: fmt.Sprintf("namespace %s is being deleted", ours.Name),
				Remedy: fmt.Sprintf("wait until it is gone: kubectl wait --for delete namespace/%[1]s; kubectl describe namespace %[1]s "+
					"says what holds it", ours.Name),
			})
		case !ours.made(object.Metadata):
			findings = append(findings, foreign(ours, facts.inside(ours.Name)))
		case plan.Stack != "" && object.Metadata.Annotations[manifest.StackAnnotation] != "" &&
			object.Metadata.Annotations[manifest.StackAnnotation] != plan.Stack:
			findings = append(findings, ofAnother(ours, object.Metadata.Annotations[manifest.StackAnnotation], plan.Stack))
		default:
			there++
		}
	}
	return findings, fmt.Sprintf("%d of ours, %d of them there", len(plan.Namespaces), there)
}

// made says whether the program has made a namespace: it carries what the program puts on it, which may be other things in another
// version, or Pulumi's provider wrote it. One that is adopted is as good.
func (n Namespace) made(found Metadata) bool {
	_, adopted := found.Annotations[AdoptedAnnotation]
	return adopted || contains(found.Labels, n.Labels) && contains(found.Annotations, n.Annotations) ||
		slices.ContainsFunc(found.ManagedFields, func(f struct{ Manager string }) bool {
			return strings.HasPrefix(f.Manager, "pulumi-kubernetes")
		})
}

// ofAnother refuses what another stack has made or left: which of the two it belongs to is not for us to say.
func ofAnother(ours Namespace, other, stack string) Finding {
	return Finding{
		Level: Refusal, Key: "kalypso:components." + ours.Component,
		Found: fmt.Sprintf("namespace %s belongs to stack %s, and this is stack %s", ours.Name, other, stack),
		Remedy: fmt.Sprintf("switch the component off: %s; or, if that stack is gone or is this one under an earlier name, take the namespace and "+
			"its data over: kubectl annotate namespace %s %s=%s --overwrite", off(ours.Component), ours.Name, manifest.StackAnnotation, stack),
	}
}

func contains(all, some map[string]string) bool {
	for key, value := range some {
		if got, ok := all[key]; !ok || got != value {
			return false
		}
	}
	return true
}

func foreign(ours Namespace, inside string) Finding {
	finding := Finding{
		Level: Refusal, Key: "kalypso:components." + ours.Component,
		Found: fmt.Sprintf("namespace %s exists, is not ours, and holds neither pods nor volume claims", ours.Name),
		Remedy: fmt.Sprintf("take it over: kalypso adopt; or remove it if nothing else is in it: kubectl delete namespace %s; or switch the "+
			"component off: %s", ours.Name, off(ours.Component)),
	}
	if inside != "" {
		finding.Found = fmt.Sprintf("namespace %s exists, is not ours, and holds %s", ours.Name, inside)
		finding.Remedy = fmt.Sprintf("take it over, with its data: kalypso adopt; or move what is in it elsewhere (kubectl get all,pvc -n %s), "+
			"or switch the component off: %s", ours.Name, off(ours.Component))
	}
	return finding
}

// inside says what is in a namespace: pods, and the claims that hold data; "" for none of both.
func (f Facts) inside(namespace string) string {
	var pods, claims []string
	for _, pod := range f.Pods {
		if pod.Metadata.Namespace == namespace {
			pods = append(pods, pod.Metadata.Name)
		}
	}
	for _, claim := range f.Claims {
		if claim.Metadata.Namespace == namespace {
			claims = append(claims, claim.Metadata.Name)
		}
	}
	var parts []string
	if len(pods) > 0 {
		parts = append(parts, "pods "+some(pods))
	}
	if len(claims) > 0 {
		parts = append(parts, "volume claims "+some(claims))
	}
	return strings.Join(parts, " and ")
}

// off is the command that switches a component off.
func off(component string) string {
	return fmt.Sprintf("pulumi config set --path kalypso:components.%s.enabled false", component)
}
