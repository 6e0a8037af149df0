package controlplane

import (
	"context"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// condition is nil if it holds, or says what is still missing.
type condition func(context.Context) error

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
