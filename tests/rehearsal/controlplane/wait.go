package controlplane

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/rehearsal/kube"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/process"
)

// condition is true, or says what is still missing.
type condition func(context.Context) error

// await polls until the condition holds, a process has ended, or patience is over.
func await(ctx context.Context, running []*process.Process, what string, holds condition) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	for {
		missing := holds(ctx)
		if missing == nil {
			return nil
		}
		for _, p := range running {
			select {
			case <-p.Exited():
				return fmt.Errorf("waiting until %s: %w", what, p.Failure())
			default:
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting until %s: %w (%w)", what, missing, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func ready(client *kube.Client) condition {
	return func(ctx context.Context) error {
		_, err := client.Text(ctx, "/readyz")
		return err
	}
}

// nodesReady also wants every namespace's default service account: without it no pod is admitted.
func nodesReady(client *kube.Client) condition {
	return func(ctx context.Context) error {
		var nodes nodeList
		if err := client.Get(ctx, "/api/v1/nodes", &nodes); err != nil {
			return err
		}
		ready := 0
		for _, node := range nodes.Items {
			for _, c := range node.Status.Conditions {
				if c.Type == "Ready" && c.Status == "True" {
					ready++
				}
			}
		}
		if ready < Nodes {
			return fmt.Errorf("%d of %d nodes are Ready", ready, Nodes)
		}
		var account kube.Object
		return client.Get(ctx, "/api/v1/namespaces/default/serviceaccounts/default", &account)
	}
}

type nodeList struct {
	Items []struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
		Status struct {
			Conditions []struct {
				Type   string `json:"type"`
				Status string `json:"status"`
			} `json:"conditions"`
		} `json:"status"`
	} `json:"items"`
}
