package loki

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// singleBinary is the mode in which one program does everything.
const singleBinary = "SingleBinary"

// sized returns what the sizing decides of the chart's values. The chart's default mode is SimpleScalable, and it refuses a
// mixture, so the three targets of that mode are counted down to none.
func sized(s sizing.Loki) kit.Tree {
	none := kit.Tree{"replicas": 0}
	return kit.Tree{
		"deploymentMode": singleBinary,
		"read":           none,
		"write":          none,
		"backend":        none,
		"singleBinary": kit.Tree{
			"replicas":  s.SingleBinary.Replicas,
			"resources": kit.Resources(s.SingleBinary),
			"extraEnv":  []any{kit.GoMemory(s.SingleBinary), kit.PodIP()},
			// Left to itself, memberlist looks for an address of a private network and ends the program where pods have others. It
			// listens on all: Loki reads its arguments twice, and fails on an address to listen on that it has twice.
			"extraArgs":   []any{"-memberlist.advertise-addr=$(POD_IP)"},
			"persistence": kit.Tree{"enabled": true, "size": s.SingleBinary.Volume()},
		},
		"gateway":      gateway(s.Gateway),
		"chunksCache":  cache(s.ChunksCache),
		"resultsCache": cache(s.ResultsCache),
		"loki": kit.Merge(queries(s.SingleBinary), kit.Tree{
			"commonConfig": kit.Tree{"replication_factor": s.SingleBinary.ReplicationFactor()},
			// How much of the write-ahead log a starting ingester holds before it writes chunks. Its default of 4 GB is
			// above the container's limit: after an outage of the bucket the pod would be killed at each start, for ever.
			"ingester": kit.Tree{"wal": kit.Tree{"replay_memory_ceiling": fmt.Sprintf("%dMB", s.SingleBinary.Limit/2)}},
		}),
	}
}

// perQuery is the memory, in MiB, for each part of a query that runs at once. With Loki's own numbers (4, and a query in up to 128 parts) the
// panels of one dashboard over an hour with 300 MB of lines took 320 MiB more at their peak, with 2 parts 110, in less time; on the live
// node, after floods of lines, they killed the binary of 1 GiB (3.6.3, November 2026).
const perQuery = 512

// queries keeps those that run at once within the binary's memory, which it shares with the lines that come in.
func queries(w sizing.Workload) kit.Tree {
	atOnce := max(2, w.Limit/perQuery)
	values := kit.Tree{
		"querier":       kit.Tree{"max_concurrent": atOnce},
		"limits_config": kit.Tree{"max_query_parallelism": atOnce, "tsdb_max_query_parallelism": atOnce},
	}
	if w.Single() {
		// Parts are for queriers beside each other.
		values["query_range"] = kit.Tree{"parallelise_shardable_queries": false}
	}
	return values
}

// gateway is the nginx in front. The chart forbids two of them on one node: a single one is stopped before the next starts.
func gateway(w sizing.Workload) kit.Tree {
	values := kit.Tree{"replicas": w.Replicas, "resources": kit.Resources(w)}
	if w.Single() {
		values["deploymentStrategy"] = kit.Tree{"type": "Recreate"}
	}
	return values
}

// cache is a memcached, whose size the chart makes of allocatedMemory (MiB).
func cache(w sizing.Workload) kit.Tree {
	if w.Replicas == 0 {
		return kit.Tree{"enabled": false}
	}
	return kit.Tree{"enabled": true, "replicas": w.Replicas, "resources": kit.Resources(w), "allocatedMemory": w.Memory * 8 / 10}
}
