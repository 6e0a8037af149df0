package adoption

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// The marks by which Helm knows its own (helm.sh/helm/v3/pkg/action/validate.go), and the one with which it deletes nothing.
const (
	managedBy        = "app.kubernetes.io/managed-by"
	releaseName      = "meta.helm.sh/release-name"
	releaseNamespace = "meta.helm.sh/release-namespace"
	resourcePolicy   = "helm.sh/resource-policy"
)

// foreign returns what others own: objects of other Helm releases, and records under the stack's names that cannot be gone on from.
func (c Cluster) foreign() []error {
	ours := c.releases()
	taken := map[records.Release][]string{}
	for _, f := range c.Found {
		owner := records.Release{Namespace: f.metadata("annotations", releaseNamespace), Name: f.metadata("annotations", releaseName)}
		own := f.Definition || f.own() && ours[owner] != (Release{})
		if owner.Name != "" && !own && owner != f.Release.Release {
			taken[owner] = append(taken[owner], f.ID)
		}
	}
	var problems []error
	for _, owner := range slices.SortedFunc(maps.Keys(taken), order) {
		problems = append(problems, fmt.Errorf("%s: owned by the Helm release %s in namespace %s: remove that with `helm uninstall`, or switch "+
			"the component off that makes it here", some(taken[owner]), owner.Name, owner.Namespace))
	}
	for _, name := range slices.SortedFunc(maps.Keys(ours), order) {
		record, found := c.Records[name]
		switch status := record.Info.Status; {
		case !found:
		case record.Chart.Metadata.Name != ours[name].Chart:
			problems = append(problems, fmt.Errorf("Helm release %s in namespace %s: it is of the chart %s, and the stack's is of %s: "+
				"remove it with `helm uninstall`", name.Name, name.Namespace, record.Chart.Metadata.Name, ours[name].Chart))
		case status != "deployed" && status != "failed":
			problems = append(problems, fmt.Errorf("Helm release %s in namespace %s: it is %s, want deployed: finish that with `helm rollback`, or "+
				"`kalypso recover` if this stack has begun it", name.Name, name.Namespace, status))
		}
	}
	return problems
}

// releases are those of the stack.
func (c Cluster) releases() map[records.Release]Release {
	all := map[records.Release]Release{}
	for _, f := range c.Found {
		if !f.own() {
			all[f.Release.Release] = f.Release
		}
	}
	return all
}

// marks is the merge patch after which an object of a release is Helm's, as that release's; nil if it is. Argo CD's marks go. A claim is
// not deleted by a later upgrade that does without it.
func (f Found) marks() kube.Object {
	labels, annotations := kube.Object{managedBy: "Helm"}, kube.Object{releaseName: f.Release.Name, releaseNamespace: f.Release.Namespace}
	if f.Wanted.Object.Kind() == "PersistentVolumeClaim" {
		annotations[resourcePolicy] = "keep"
	}
	return f.marked(labels, annotations)
}

func (f Found) marked(labels, annotations kube.Object) kube.Object {
	labels[instanceLabel], annotations[trackingID] = nil, nil
	metadata := kube.Object{}
	for fields, wanted := range map[string]kube.Object{"labels": labels, "annotations": annotations} {
		maps.DeleteFunc(wanted, func(key string, value any) bool {
			return value == nil && f.metadata(fields, key) == "" || value == f.metadata(fields, key)
		})
		if len(wanted) > 0 {
			metadata[fields] = wanted
		}
	}
	if len(metadata) == 0 {
		return nil
	}
	return kube.Object{"metadata": metadata}
}

func order(a, b records.Release) int {
	return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
}
