package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/drift"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

// drifted changes three objects by hand: exactly those are named, and the repair puts them back.
func (r *Rehearsal) drifted(ctx context.Context) (string, error) {
	if _, err := r.drift(ctx); err != nil {
		return "", err
	}
	client := r.cluster.Client
	config := kube.Object{"data": kube.Object{"grafana.ini": "changed by hand"}}
	if err := client.Merge(ctx, "/api/v1/namespaces/grafana/configmaps/grafana", config); err != nil {
		return "", err
	}
	if err := client.Delete(ctx, "/api/v1/namespaces/loki/services/loki"); err != nil {
		return "", err
	}
	scale := kube.Object{"spec": kube.Object{"replicas": 3}}
	if err := client.Merge(ctx, "/apis/apps/v1/namespaces/mimir/deployments/mimir-gateway", scale); err != nil {
		return "", err
	}
	found, err := r.drift(ctx, "ConfigMap grafana/grafana", "Deployment mimir/mimir-gateway", "Service loki/loki")
	if err != nil {
		return "", err
	}
	if err := drift.Repair(ctx, client, found); err != nil {
		return "", err
	}
	_, err = r.drift(ctx)
	return fmt.Sprintf("%d objects found and repaired", len(found)), err
}

// drift fails unless exactly these objects are found.
func (r *Rehearsal) drift(ctx context.Context, want ...string) ([]drift.Finding, error) {
	command, dir := r.stack.Command()
	deployed, err := recovery.Recovery{Command: command, Dir: dir, Stack: r.stack.Name()}.Deployed(ctx)
	if err != nil {
		return nil, err
	}
	found, err := drift.Find(ctx, deployed.Client, deployed.Releases)
	if err != nil {
		return nil, err
	}
	var names, all []string
	for _, one := range found {
		names = append(names, one.Object)
		all = append(all, fmt.Sprintf("%s %v", one.Object, one.Differences))
	}
	if slices.Sort(names); !slices.Equal(names, want) {
		return nil, fmt.Errorf("drift is to be found in %v, found it in:\n%s", want, strings.Join(all, "\n"))
	}
	return found, nil
}
