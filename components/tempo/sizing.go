package tempo

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// sized returns what the sizing decides of the chart's values.
func sized(s sizing.Tempo) kit.Tree {
	tempo := kit.Tree{"readinessProbe": kit.Tree{"initialDelaySeconds": 10}} // a rollout waits for the answer
	if s.Compactor.Single() {
		// The compactor is ready only when its ring has been stable for this long, a minute by default, and the liveness
		// probe asks for the same readiness from then on.
		tempo["structuredConfig"] = kit.Tree{"compactor": kit.Tree{"ring": kit.Tree{"wait_stability_min_duration": "0s"}}}
	}
	ingester := kit.Merge(program(s.Ingester), kit.Tree{
		"config": kit.Tree{
			"replication_factor": s.Ingester.ReplicationFactor(),
			// Completing a block holds all of it in memory, several times over: with the default of 500 MB a burst of spans had
			// the ingester killed, and killed again at each start.
			"max_block_bytes": s.Ingester.Limit << 20 / 8,
		},
		"persistence": kit.Tree{"enabled": true, "size": s.Ingester.Volume()},
	})
	delete(ingester, "affinity") // the chart only prefers its ingesters to be apart, and a StatefulSet stops the old pod first
	return kit.Merge(cache(s.Cache), kit.Tree{
		"distributor":      program(s.Distributor),
		"ingester":         ingester,
		"querier":          program(s.Querier),
		"queryFrontend":    program(s.QueryFrontend),
		"compactor":        program(s.Compactor),
		"metricsGenerator": program(s.MetricsGenerator),
		"gateway":          workload(s.Gateway),
		"tempo":            tempo,
	})
}

// program is a workload of Tempo itself. Its configuration names POD_IP, which only this argument makes an address of.
func program(w sizing.Workload) kit.Tree {
	return kit.Merge(workload(w), kit.Tree{
		"extraArgs": []any{"-config.expand-env=true"},
		"extraEnv":  []any{kit.GoMemory(w), kit.PodIP()},
	})
}

// workload sets replicas and resources. The chart forbids two pods of a kind on one node: a single replica's update, which
// starts the new pod before it stops the old, would wait for ever on a single node.
func workload(w sizing.Workload) kit.Tree {
	values := kit.Tree{"replicas": w.Replicas, "resources": kit.Resources(w)}
	if w.Single() {
		values["affinity"] = ""
	}
	return values
}

// cache is a memcached between Tempo and the object store. Without the second key Tempo looks for one that is not there.
func cache(w sizing.Workload) kit.Tree {
	if w.Replicas == 0 {
		return kit.Tree{"memcached": kit.Tree{"enabled": false}, "cache": kit.Tree{"caches": []any{}}}
	}
	return kit.Tree{"memcached": kit.Merge(workload(w), kit.Tree{"enabled": true})}
}
