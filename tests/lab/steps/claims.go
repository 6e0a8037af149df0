package steps

import (
	"context"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// lookedUp takes from the installed claims the volume that the chart did not render here, but has looked up in the cluster:
// Grafana's does with lookupVolumeName, and finds nothing at the first installation. A volume that is not the claim's own stays,
// and is a difference. Where the claim had no volume yet, the chart wrote none.
func lookedUp(installed, rendered map[string]any, volume func(claim string) (string, error)) error {
	for id, object := range installed {
		claim := render.Object(object.(map[string]any))
		spec, _ := render.At[map[string]any](claim, "spec")
		written, set := spec["volumeName"]
		other, _ := rendered[id].(map[string]any)
		if _, asked := render.At[any](other, "spec", "volumeName"); claim.Kind() != "PersistentVolumeClaim" || !set || asked {
			continue
		}
		own, err := volume(claim.Name())
		if err != nil {
			return fmt.Errorf("looking up the volume of claim %s: %w", claim.Name(), err)
		}
		if written == nil || written == own {
			delete(spec, "volumeName")
		}
	}
	return nil
}

// volumeOf asks the cluster for the volume of a claim in the namespace.
func volumeOf(ctx context.Context, client *kube.Client, namespace string) func(claim string) (string, error) {
	return func(claim string) (string, error) {
		var found struct{ Spec struct{ VolumeName string } }
		err := client.Get(ctx, "/api/v1/namespaces/"+namespace+"/persistentvolumeclaims/"+claim, &found)
		return found.Spec.VolumeName, err
	}
}
