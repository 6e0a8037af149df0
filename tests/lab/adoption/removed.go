package adoption

import (
	"fmt"
	"net/http"
	"slices"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/drift"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// fixed are fields that Kubernetes does not change, by kind, for the words: whether it would, it has been asked.
func fixed() map[string][]string {
	return map[string][]string{
		"StatefulSet": {"selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"},
		"Deployment":  {"selector"}, "DaemonSet": {"selector"}, "Job": {"template", "selector"}, "Service": {"clusterIP"},
		"PersistentVolumeClaim": {"storageClassName", "accessModes", "resources"},
	}
}

// differing names the fixed fields in which the live object is another, else it is what the API server said.
func (f Found) differing() string {
	var found string
	for _, field := range fixed()[f.Wanted.Object.Kind()] {
		want, _ := render.At[any](f.Wanted.Object, "spec", field)
		have, _ := render.At[any](f.Live, "spec", field)
		for _, d := range drift.Compare(map[string]any{field: want}, map[string]any{field: have}) {
			found += fmt.Sprintf(", spec.%s is %s, not %s", d.Path, drift.Text(d.Live), drift.Text(d.Rendered))
		}
	}
	if found == "" {
		return f.Unchangeable
	}
	return found[2:]
}

// removed are the steps by which an object goes that cannot become what is wanted, so that the update makes it anew. What its pods are
// taken over by stays without a break; claims always stay.
func (f Found) removed() ([]Step, error) {
	kind := f.Wanted.Object.Kind()
	step := Step{ID: f.ID, method: http.MethodDelete, gone: true}
	switch {
	case slices.Contains([]string{"StatefulSet", "Deployment", "DaemonSet"}, kind) && f.takesOver():
		step.path = f.Path + "?propagationPolicy=Orphan"
		step.Does = "deleted, its pods and claims stay, the update makes it again: " + f.differing()
	case slices.Contains([]string{"StatefulSet", "Deployment", "DaemonSet"}, kind):
		step.path = f.Path + "?propagationPolicy=Foreground"
		step.Does = "deleted with its pods, which nothing would take over, its claims stay, the update makes it again: " + f.differing()
	case slices.Contains([]string{"Job", "Service", "RoleBinding", "ClusterRoleBinding"}, kind):
		step.path = f.Path + "?propagationPolicy=Background"
		step.Does = "deleted, the update makes it again: " + f.differing()
	default:
		return nil, fmt.Errorf("%s: Kubernetes does not make it what the stack wants: %s: set the values of the component to what is there, or "+
			"remove it yourself", f.ID, f.differing())
	}
	if when, _ := render.At[string](f.Live, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"); when == "Delete" {
		retain := kube.Object{"spec": kube.Object{"persistentVolumeClaimRetentionPolicy": kube.Object{"whenDeleted": "Retain"}}}
		return []Step{{ID: f.ID, Does: "told to leave its claims", method: http.MethodPatch, path: f.Path,
			contentType: string(types.MergePatchType), body: retain}, step}, nil
	}
	return []Step{step}, nil
}

// takesOver says that what is wanted takes the pods of the live object for its own.
func (f Found) takesOver() bool {
	selected, _ := render.At[map[string]any](f.Wanted.Object, "spec", "selector", "matchLabels")
	labels, _ := render.At[map[string]any](f.Live, "spec", "template", "metadata", "labels")
	return len(drift.Compare(selected, labels)) == 0
}
