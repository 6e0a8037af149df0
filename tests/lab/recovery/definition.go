package recovery

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

// established is how long the API server takes at most to serve what is defined (pkg/apiserver of apiextensions waits 5 s where there
// are several servers).
const established = 6 * time.Second

// wake touches definitions whose names are accepted and that are not served. An API server that dies between the two forgets what it
// had to do, and looks again only when the definition changes; until then every installation that has it waits until it times out.
func (r *run) wake(ctx context.Context) error {
	var all struct {
		Items []struct {
			Metadata struct {
				Name, CreationTimestamp string
			}
			Status struct {
				Conditions []struct{ Type, Status string }
			}
		}
	}
	err := r.Client.Get(ctx, definitions, &all)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for definitions that are not served: %w", err)
	}
	for _, one := range all.Items {
		state := map[string]string{}
		for _, c := range one.Status.Conditions {
			state[c.Type] = c.Status
		}
		made, err := time.Parse(time.RFC3339, one.Metadata.CreationTimestamp)
		if err != nil || time.Since(made) < established || state["NamesAccepted"] != "True" || state["Established"] != "False" {
			continue
		}
		for _, value := range []any{"yes", nil} { // nothing of it stays
			touch := kube.Object{"metadata": kube.Object{"annotations": kube.Object{"kalypso.io/woken": value}}}
			if err := r.Client.Merge(ctx, definitions+"/"+one.Metadata.Name, touch); err != nil {
				return fmt.Errorf("touching the definition %s: %w", one.Metadata.Name, err)
			}
		}
		r.say("definition %s: the API server had forgotten to serve it; it was touched", one.Metadata.Name)
	}
	return nil
}
