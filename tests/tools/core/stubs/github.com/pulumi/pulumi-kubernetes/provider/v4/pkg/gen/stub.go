// Package gen leaves out the generators of SDKs.
package gen

import (
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/kinds"
	pschema "github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// WithParameterization stands for the original's option.
func WithParameterization(p *pschema.ParameterizationSpec) *pschema.ParameterizationSpec { return p }

// PulumiSchema panics.
func PulumiSchema(map[string]any, ...*pschema.ParameterizationSpec) pschema.PackageSpec {
	panic("this Kubernetes provider was built without the generator of typed SDKs")
}

// APIVersionComment says what to use in place of a deprecated kind.
func APIVersionComment(gvk schema.GroupVersionKind) string {
	return gvk.String() + " is deprecated by " + kinds.SuggestedAPIVersion(gvk) + "."
}
