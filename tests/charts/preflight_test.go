package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Rights are asked for by the kinds that are rendered, and owners by the objects without a namespace that charts.lock lists.
func TestPreflightKnowsWhatIsMade(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	known := preflight.Created()
	created := func(objects []render.Object) {
		for _, object := range objects {
			version, _ := object["apiVersion"].(string)
			resource, _ := meta.UnsafeGuessKindToResource(schema.FromAPIVersionAndKind(version, object.Kind()))
			if !object.Test() {
				assert.Contains(t, known, preflight.Resource{Group: resource.Group, Name: resource.Resource}, object.ID())
			}
		}
	}
	created(p.objects)
	for _, r := range p.releases {
		facts, objects := lock(t)[r.chart], r.rendered(t, dir, kubeVersions[1])
		created(objects)
		for _, object := range objects {
			if manifest.ClusterScoped(object) && !object.Test() {
				assert.Contains(t, facts.ClusterScoped, object.ID(), "%s: run make lock", r.chart)
			}
		}
	}
}
