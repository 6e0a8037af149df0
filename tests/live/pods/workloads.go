package pods

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// complete wants every Deployment, StatefulSet and DaemonSet to have as many pods ready as it wants.
func complete(ctx context.Context, client *kube.Client, namespaces []string) error {
	var short []error
	for _, kind := range []string{"deployments", "statefulsets", "daemonsets"} {
		var list struct {
			Items []struct {
				Metadata struct{ Name, Namespace string }
				Spec     struct{ Replicas int }
				Status   struct{ ReadyReplicas, DesiredNumberScheduled, NumberReady int }
			}
		}
		if err := client.Get(ctx, "/apis/apps/v1/"+kind, &list); err != nil {
			return fmt.Errorf("listing %s: %w", kind, err)
		}
		for _, w := range list.Items {
			want, have := w.Spec.Replicas, w.Status.ReadyReplicas
			if kind == "daemonsets" {
				want, have = w.Status.DesiredNumberScheduled, w.Status.NumberReady
			}
			if slices.Contains(namespaces, w.Metadata.Namespace) && have < want {
				short = append(short, fmt.Errorf("%s %s/%s has %d of %d pods ready", kind, w.Metadata.Namespace, w.Metadata.Name, have, want))
			}
		}
	}
	return errors.Join(short...)
}
