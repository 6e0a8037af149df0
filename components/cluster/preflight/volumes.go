package preflight

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// checkVolumes refuses volumes of another size than those that are there, where an update could not make them so: the volumes of a
// StatefulSet are never changed with it, a class may not let them grow, and none shrinks.
func checkVolumes(plan Plan, facts Facts) ([]Finding, string) {
	var findings []Finding
	for _, volume := range plan.Volumes {
		for _, set := range facts.StatefulSets {
			if set.Metadata.Namespace != volume.Namespace || set.Metadata.Name != volume.Name {
				continue
			}
			for _, template := range set.Spec.VolumeClaimTemplates {
				prefix := template.Metadata.Name + "-" + volume.Name + "-"
				claims := slices.DeleteFunc(facts.claimsOf(volume.Namespace), func(c Claim) bool {
					return !strings.HasPrefix(c.Metadata.Name, prefix)
				})
				findings = append(findings, facts.resized(volume, "StatefulSet "+volume.Name, template.size(), claims, true)...)
			}
		}
		for _, claim := range facts.claimsOf(volume.Namespace) {
			if claim.Metadata.Name == volume.Name {
				findings = append(findings, facts.resized(volume, "claim "+volume.Name, claim.size(), []Claim{claim}, false)...)
			}
		}
	}
	return findings, "of the sizes that are asked for, or the update makes them so"
}

// resized is what is wrong with a volume of that size: nothing where it is the planned one, or the update can grow it.
func (f Facts) resized(volume Volume, what, found string, claims []Claim, inSet bool) []Finding {
	is, isErr := resource.ParseQuantity(found)
	want, wantErr := resource.ParseQuantity(volume.Size)
	if isErr != nil || wantErr != nil || is.Cmp(want) == 0 {
		return nil
	}
	finding := Finding{Level: Refusal, Key: "kalypso:components." + volume.Component,
		Found: fmt.Sprintf("%s in namespace %s has volumes of %s, and %s is asked for", what, volume.Namespace, found, volume.Size)}
	stays := "leave them as large as they are: choose the kalypso:profile that made them"
	if volume.Path != nil {
		finding.Key += ".values." + strings.Join(volume.Path, ".")
		stays = fmt.Sprintf("leave them as large as they are: pulumi config set --path %s %s", finding.Key, found)
	}
	fixed := f.fixed(claims)
	switch {
	case is.Cmp(want) > 0:
		finding.Found += ": no volume shrinks"
		finding.Remedy = stays
	case fixed != "":
		finding.Found += fmt.Sprintf(": StorageClass %s does not let volumes grow", fixed)
		finding.Remedy = fmt.Sprintf("%s; or, if its provisioner can: kubectl patch storageclass %s -p '{\"allowVolumeExpansion\":true}'",
			stays, fixed)
	case inSet:
		finding.Found += ": Kubernetes does not change them with their StatefulSet"
		finding.Remedy = "grow the claims, then let the set go and its pods stay, which the update takes over: " + volume.grow(claims)
	default:
		return nil
	}
	return []Finding{finding}
}

// grow are the commands that let the update make a StatefulSet anew with larger volumes.
func (v Volume) grow(claims []Claim) string {
	var commands []string
	for _, claim := range claims {
		commands = append(commands, fmt.Sprintf(`kubectl -n %s patch pvc %s -p '{"spec":{"resources":{"requests":{"storage":"%s"}}}}'`,
			v.Namespace, claim.Metadata.Name, v.Size))
	}
	commands = append(commands, fmt.Sprintf("kubectl -n %s delete statefulset %s --cascade=orphan", v.Namespace, v.Name))
	return strings.Join(commands, " && ")
}

// fixed is the class of the first of the claims whose volumes do not grow; "" if all may.
func (f Facts) fixed(claims []Claim) string {
	for _, claim := range claims {
		for _, class := range f.StorageClasses {
			if class.Metadata.Name == claim.Spec.StorageClassName && !class.AllowVolumeExpansion {
				return class.Metadata.Name
			}
		}
	}
	return ""
}
