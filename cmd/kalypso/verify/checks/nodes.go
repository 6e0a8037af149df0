package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// nodeLabel is the label that names the node in all stores.
const nodeLabel = "k8s_node_name"

// freshNodes wants something of each node that is no older.
func (a *attempt) freshNodes(ctx context.Context, fresh proof.Freshness) (string, error) {
	var present []string
	var err error
	switch now := time.Now(); fresh.Store {
	case "logs":
		var samples []stores.Sample
		samples, err = a.loki.Query(ctx, fmt.Sprintf("sum by (%s) (count_over_time(%s [%ds]))", nodeLabel, fresh.Query, fresh.Age))
		for _, sample := range samples {
			present = append(present, sample.Labels[nodeLabel])
		}
	case "profiles":
		age := time.Duration(fresh.Age) * time.Second
		present, err = a.pyroscope.Groups(ctx, profiles(fresh.Query, now.Add(-age), now), nodeLabel)
	default:
		err = fmt.Errorf("cannot tell nodes apart in the store of %s", fresh.Store)
	}
	if err != nil {
		return "", err
	}
	count, err := a.everyNode(ctx, present)
	return fmt.Sprintf("%d nodes", count), err
}

// everyNode is nil if all nodes are among those.
func (a *attempt) everyNode(ctx context.Context, present []string) (int, error) {
	nodes, err := a.Way.Nodes(ctx)
	if err != nil {
		return 0, err
	}
	if len(nodes) == 0 {
		samples, err := a.mimir.Query(ctx, "group by ("+nodeLabel+") (kube_node_info)")
		if err != nil {
			return 0, err
		}
		for _, sample := range samples {
			nodes = append(nodes, sample.Labels[nodeLabel])
		}
	}
	if len(nodes) == 0 {
		return 0, errors.New("kube_node_info, from kube-state-metrics, names no node")
	}
	missing := slices.DeleteFunc(slices.Clone(nodes), func(node string) bool { return slices.Contains(present, node) })
	if len(missing) > 0 {
		return 0, fmt.Errorf("nothing of %d of %d nodes: %s", len(missing), len(nodes), strings.Join(missing, ", "))
	}
	return len(nodes), nil
}
