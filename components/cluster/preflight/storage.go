package preflight

import "fmt"

const storageKey = "kalypso:cluster.storageClass"

// checkStorage refuses claims that nothing would fill. A volume keeps the class that it was made with, so that a deployed stack
// is only warned.
func checkStorage(plan Plan, facts Facts) ([]Finding, string) {
	var all, defaults []string
	for _, class := range facts.StorageClasses {
		all = append(all, class.Metadata.Name)
		if byDefault(class.Metadata) {
			defaults = append(defaults, class.Metadata.Name)
		}
		if class.Metadata.Name == plan.StorageClass {
			return nil, fmt.Sprintf("class %s", plan.StorageClass)
		}
	}
	finding := Finding{Level: Refusal, Key: storageKey}
	if plan.deployed(facts) {
		finding.Level = Warning
	}
	switch {
	case !plan.Claims:
		return nil, "no volume is claimed"
	case plan.StorageClass == "" && len(defaults) > 0:
		return nil, fmt.Sprintf("class %s is the default", some(defaults))
	case len(all) == 0:
		finding.Found = "volumes are claimed, and the cluster has no StorageClass"
		finding.Remedy = "install a provisioner of volumes, like local-path-provisioner for one node, or the CSI driver of your cloud"
	case plan.StorageClass != "":
		finding.Found = fmt.Sprintf("StorageClass %s does not exist; there are %s", plan.StorageClass, some(all))
		finding.Remedy = fmt.Sprintf("name one: pulumi config set --path %s %s", storageKey, all[0])
	default:
		finding.Found = fmt.Sprintf("no StorageClass is the default; there are %s", some(all))
		finding.Remedy = fmt.Sprintf("name one: pulumi config set --path %s %s", storageKey, all[0])
	}
	return []Finding{finding}, ""
}

func byDefault(class Metadata) bool {
	return class.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" ||
		class.Annotations["storageclass.beta.kubernetes.io/is-default-class"] == "true"
}
