package preflight

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// checkData says what is stored in namespaces that the update removes, and refuses it unless the configuration agrees. What becomes of a
// namespace was decided by the update that marked it: a state says so, and a component that is gone no more.
func checkData(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	var kept []string
	for _, namespace := range facts.Namespaces {
		m := namespace.Metadata
		component, keep, leaving := plan.leaving(m)
		if !leaving {
			continue
		}
		all := facts.claimsOf(m.Name)
		stays := m.Annotations[manifest.DataAnnotation] == string(config.Keep)
		lost := slices.DeleteFunc(slices.Clone(all), func(c Claim) bool { return stays && !c.goes() })
		switch {
		case len(lost) > 0:
			findings = append(findings, loss(m.Name, component, keep, lost))
		case len(all) > 0 && keep:
			kept = append(kept, fmt.Sprintf("%s (%s)", m.Name, total(all)))
		case len(all) > 0:
			findings = append(findings, Finding{Level: Warning, Key: dataKey(component),
				Found: fmt.Sprintf("namespace %s stays with %s: it was to be kept when its component was removed", m.Name,
					inWords(all)),
				Remedy: "delete it, if nothing in it is wanted: kubectl delete namespace " + m.Name})
		}
	}
	if len(kept) > 0 {
		return findings, "nothing that is stored would be deleted; kept without its component: " + strings.Join(kept, ", ")
	}
	return findings, "nothing that is stored would be deleted"
}

// leaving says whether a namespace is one of this stack's that is not planned any more, of which component, "" for a directory that is gone,
// and whether what it stores is to be kept.
func (p Plan) leaving(m Metadata) (component string, keep, leaving bool) {
	if _, planned := p.namespace(m.Name); planned || m.DeletionTimestamp != "" {
		return "", false, false
	}
	stack := m.Annotations[manifest.StackAnnotation]
	ours := stack != "" && (stack == p.Stack || p.Stack == "")
	for _, one := range p.Off {
		if one.Name == m.Name {
			return one.Component, one.Keep, ours || stack == "" && one.made(m) // made by a version without marks
		}
	}
	return "", p.Keep, ours
}

// loss is what an update would delete, or deletes.
func loss(namespace, component string, keep bool, lost []Claim) Finding {
	back := "put its directory back"
	consent := "pulumi config set kalypso:data delete"
	if component != "" {
		back = fmt.Sprintf("pulumi config set --path kalypso:components.%s.enabled true", component)
		consent = fmt.Sprintf("pulumi config set --path %s delete", dataKey(component))
	}
	if keep {
		return Finding{Level: Refusal, Key: dataKey(component),
			Found: fmt.Sprintf("found keep, and this update would delete %s of namespace %s, which no update has marked to be kept yet",
				inWords(lost), namespace),
			Remedy: fmt.Sprintf("keep it: %s, pulumi up, and remove it after that; or agree: %s", back, consent)}
	}
	return Finding{Level: Warning, Key: dataKey(component),
		Found:  fmt.Sprintf("this update deletes %s of namespace %s, as configured", inWords(lost), namespace),
		Remedy: fmt.Sprintf("to keep it: %s, pulumi config set kalypso:data keep, pulumi up, and remove it after that", back)}
}

func dataKey(component string) string {
	if component == "" {
		return "kalypso:data"
	}
	return "kalypso:components." + component + ".data"
}

// goes says whether a claim goes with its workload, also where its namespace stays: Helm made it and was not told to keep it, or its
// StatefulSet has it deleted.
func (c Claim) goes() bool {
	ofSet := func(owner struct{ Kind, Name string }) bool { return owner.Kind == "StatefulSet" }
	return slices.ContainsFunc(c.Metadata.OwnerReferences, ofSet) || c.Metadata.Annotations[releaseName] != "" && c.Metadata.Annotations[manifest.PolicyAnnotation] != manifest.PolicyKeep
}

func (f Facts) claimsOf(namespace string) []Claim {
	return slices.DeleteFunc(slices.Clone(f.Claims), func(c Claim) bool { return c.Metadata.Namespace != namespace })
}

func (c Claim) size() string { return c.Spec.Resources.Requests["storage"] }

// inWords are claims with their sizes.
func inWords(claims []Claim) string {
	var each []string
	for _, c := range claims {
		each = append(each, fmt.Sprintf("%s (%s)", c.Metadata.Name, c.size()))
	}
	return fmt.Sprintf("%s in the volume claims %s", total(claims), some(each))
}

// total adds up what claims ask for.
func total(claims []Claim) string {
	var sum resource.Quantity
	for _, c := range claims {
		if one, err := resource.ParseQuantity(c.size()); err == nil {
			sum.Add(one)
		}
	}
	return sum.String()
}

// Left are the namespaces of the plan that this stack has left, and the claims in them, as kind/name: they carry its mark, and nothing
// runs there. Where something runs, a stack of that name has the namespace in its state: this one, which needs no help, or somebody's.
func Left(plan Plan, facts Facts) []string {
	if facts.failure([]Question{namespaces, pods, claims}) != "" || plan.Stack == "" {
		return nil
	}
	var all []string
	for _, namespace := range facts.Namespaces {
		m := namespace.Metadata
		runs := slices.ContainsFunc(facts.Pods, func(p Pod) bool {
			return p.Metadata.Namespace == m.Name && p.Metadata.DeletionTimestamp == ""
		})
		_, planned := plan.namespace(m.Name)
		if !planned || runs || m.DeletionTimestamp != "" || m.Annotations[manifest.StackAnnotation] != plan.Stack {
			continue
		}
		all = append(all, "Namespace/"+m.Name)
		for _, c := range facts.claimsOf(m.Name) {
			all = append(all, "PersistentVolumeClaim/"+m.Name+"/"+c.Metadata.Name)
		}
	}
	return all
}
