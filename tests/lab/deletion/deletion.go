// Package deletion says what keeps namespaces from going.
package deletion

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// patience is how long a namespace may take to go before its conditions are told. One of the platform takes 6 s.
const patience = 20 * time.Second

// Obstacles lists the parts of the API whose server does not answer, which keep every namespace.
func Obstacles(ctx context.Context, client *kube.Client) ([]string, error) {
	var services struct{ Items []preflight.APIService }
	if err := client.Get(ctx, "/apis/apiregistration.k8s.io/v1/apiservices", &services); err != nil {
		return nil, fmt.Errorf("looking for APIs that do not answer: %w", err)
	}
	var all []string
	for _, finding := range preflight.Down(services.Items) {
		all = append(all, finding.String())
	}
	return all, nil
}

// Watch tells what every namespace that does not go says about it, each text once, until the context is done.
func Watch(ctx context.Context, client *kube.Client, say func(format string, args ...any)) {
	told := map[string]string{}
	for ticker := time.NewTicker(patience / 4); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
		}
		for name, reason := range hanging(ctx, client, time.Now().Add(-patience)) {
			if told[name] != reason {
				told[name] = reason
				say("  namespace %s does not go%s", name, reason)
			}
		}
	}
}

// hanging are the namespaces that have been going since before then, and what they say. A server that does not answer says nothing.
func hanging(ctx context.Context, client *kube.Client, then time.Time) map[string]string {
	var namespaces struct{ Items []kube.Object }
	if client.Get(ctx, "/api/v1/namespaces", &namespaces) != nil {
		return nil
	}
	all := map[string]string{}
	for _, n := range namespaces.Items {
		metadata, _ := n["metadata"].(map[string]any)
		name, _ := metadata["name"].(string)
		text, _ := metadata["deletionTimestamp"].(string)
		if since, err := time.Parse(time.RFC3339, text); err == nil && since.Before(then) {
			all[name] = kube.Conditions(n)
		}
	}
	return all
}
