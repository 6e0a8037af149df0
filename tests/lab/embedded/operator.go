package embedded

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const collectors = "/apis/opentelemetry.io/v1beta1/opentelemetrycollectors"

// Operator stands in for the OpenTelemetry operator, which does not run on simulated nodes: it says of every collector with replicas
// that they are ready, until the context ends.
func Operator(ctx context.Context, client *kube.Client) {
	for ctx.Err() == nil {
		_ = reportReady(ctx, client) // the definition may not be there yet, and the next round looks again
		select {
		case <-ctx.Done():
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func reportReady(ctx context.Context, client *kube.Client) error {
	var all struct {
		Items []struct {
			Metadata struct{ Name, Namespace string }
			Spec     struct{ Replicas int }
			Status   struct {
				Scale struct{ StatusReplicas string }
			}
		}
	}
	if err := client.Get(ctx, collectors, &all); err != nil {
		return err
	}
	for _, one := range all.Items {
		ready := fmt.Sprintf("%[1]d/%[1]d", one.Spec.Replicas)
		if one.Spec.Replicas == 0 || one.Status.Scale.StatusReplicas == ready {
			continue
		}
		path := fmt.Sprintf("/apis/opentelemetry.io/v1beta1/namespaces/%s/opentelemetrycollectors/%s/status", one.Metadata.Namespace, one.Metadata.Name)
		status := kube.Object{"status": kube.Object{"scale": kube.Object{"statusReplicas": ready}}}
		if err := client.Merge(ctx, path, status); err != nil {
			return err
		}
	}
	return nil
}
