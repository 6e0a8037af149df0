package adoption

import (
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// manager is by what name the API server notes who has adopted.
const manager = "kalypso-adopt"

// pulumis says that the live object is applied by Pulumi's provider already.
func (f Found) pulumis() bool {
	return slices.ContainsFunc(render.List(f.Live, "metadata", "managedFields"), func(field map[string]any) bool {
		name, _ := field["manager"].(string)
		return strings.HasPrefix(name, "pulumi-kubernetes") && field["operation"] == "Apply"
	})
}

// taken is the merge patch after which the program's own object can be imported, and carries the mark; nil if nothing is missing. Fields
// that others have written become nobody's: the provider applies its own without a conflict, and leaves what else there is, like labels of
// a namespace. It would take over, and then remove, the fields of kubectl. What a Helm release has made stays when that is without it.
func (f Found) taken(mark string) kube.Object {
	annotations := kube.Object{preflight.AdoptedAnnotation: mark}
	if f.metadata("annotations", releaseName) != "" {
		annotations[resourcePolicy] = "keep"
	}
	patch := f.marked(kube.Object{}, annotations)
	if f.pulumis() || patch == nil && f.nobodys() {
		return patch
	}
	if patch == nil {
		patch = kube.Object{"metadata": kube.Object{}}
	}
	// The server takes an empty list for none, and gives all fields to one owner at the next apply.
	fields := []any{kube.Object{"manager": manager, "operation": "Update", "apiVersion": f.Wanted.Object["apiVersion"],
		"fieldsType": "FieldsV1", "fieldsV1": kube.Object{"f:metadata": kube.Object{"f:annotations": kube.Object{"f:" + preflight.AdoptedAnnotation: kube.Object{}}}}}}
	for _, field := range render.List(f.Live, "metadata", "managedFields") {
		if field["subresource"] != nil {
			fields = append(fields, field)
		}
	}
	patch["metadata"].(kube.Object)["managedFields"] = fields
	return patch
}

// nobodys says that nobody but this has written the object, beside its status.
func (f Found) nobodys() bool {
	return !slices.ContainsFunc(render.List(f.Live, "metadata", "managedFields"), func(field map[string]any) bool {
		return field["subresource"] == nil && field["manager"] != manager
	})
}
