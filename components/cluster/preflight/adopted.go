package preflight

import "strings"

// AdoptedAnnotation is on namespaces that `kalypso adopt` has taken over: Kind/[namespace/]name of everything that was there before the
// stack and is to be the stack's, separated by blanks. A Helm release is Release/namespace/name.
const AdoptedAnnotation = "kalypso.io/adopted"

// Adopted is what was in the cluster before the stack and is to be the stack's, as Kind/[namespace/]name. Of releases, which do not
// survive a destroy, only those that are there. The second result is false where the cluster has not said which there are.
func (p Plan) Adopted(facts Facts) (map[string]bool, bool) {
	there, all := map[string]bool{}, map[string]bool{}
	for _, record := range facts.Releases {
		there["Release/"+record.Metadata.Namespace+"/"+record.Metadata.Labels["name"]] = true
	}
	for _, object := range facts.Namespaces {
		if _, ours := p.namespace(object.Metadata.Name); !ours {
			continue
		}
		for _, id := range strings.Fields(object.Metadata.Annotations[AdoptedAnnotation]) {
			all[id] = there[id] || !strings.HasPrefix(id, "Release/")
		}
	}
	return all, facts.Failed[namespaces] == nil && facts.Failed[releases] == nil
}
