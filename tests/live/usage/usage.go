// Package usage tells what every container really uses, against what it requested and what it may use at most.
package usage

import (
	"context"
	"fmt"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Row is one container, or the sum of several.
type Row struct {
	// Component is the namespace.
	Component string
	// Pod is the one that runs, Workload is what made it: its name stays the same.
	Pod, Workload, Container string
	// Memory in bytes: the working set, which is what a node's memory pressure and the limit count. 0 is not set.
	Memory, MemoryRequest, MemoryLimit int64
	// CPU in thousandths of a core: the mean of the last seconds. 0 is not set.
	CPU, CPURequest int64
	Ready           bool
	Restarts        int
	// Ended is why the container ended before its last restart.
	Ended string
}

// Take asks every node's kubelet for the containers in the given namespaces. A container that runs and has no figures yet, as
// in its first seconds, is an error.
func Take(ctx context.Context, client *kube.Client, namespaces []string) ([]Row, error) {
	var nodes struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := client.Get(ctx, "/api/v1/nodes", &nodes); err != nil {
		return nil, fmt.Errorf("listing nodes: %w", err)
	}
	var measured []podStats
	for _, node := range nodes.Items {
		var summary struct{ Pods []podStats }
		if err := client.Get(ctx, "/api/v1/nodes/"+node.Metadata.Name+"/proxy/stats/summary", &summary); err != nil {
			return nil, fmt.Errorf("asking the kubelet of %s what its pods use: %w", node.Metadata.Name, err)
		}
		measured = append(measured, summary.Pods...)
	}
	var pods struct{ Items []pod }
	if err := client.Get(ctx, "/api/v1/pods", &pods); err != nil {
		return nil, fmt.Errorf("listing pods: %w", err)
	}
	foreign := func(p pod) bool { return !slices.Contains(namespaces, p.Metadata.Namespace) }
	return rows(slices.DeleteFunc(pods.Items, foreign), measured)
}

// podStats is a pod in the kubelet's summary. What was not measured is 0.
type podStats struct {
	PodRef     struct{ UID string }
	Containers []containerStats
}

type containerStats struct {
	Name   string
	CPU    struct{ UsageNanoCores int64 }
	Memory struct{ WorkingSetBytes int64 }
}
