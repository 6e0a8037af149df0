package mimir

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// sized returns what the sizing decides of the chart's values.
func sized(s sizing.Mimir) kit.Tree {
	zones := kit.Tree{"zoneAwareReplication": kit.Tree{"enabled": s.Zones}}
	values := kit.Tree{
		"distributor":      program(s.Distributor),
		"ingester":         kit.Merge(program(s.Ingester), volume(s.Ingester), zones),
		"querier":          program(s.Querier),
		"query_frontend":   program(s.QueryFrontend),
		"query_scheduler":  program(s.QueryScheduler),
		"store_gateway":    kit.Merge(program(s.StoreGateway), volume(s.StoreGateway), zones),
		"compactor":        kit.Merge(program(s.Compactor), volume(s.Compactor)),
		"gateway":          workload(s.Gateway),
		"ruler":            program(s.Ruler),
		"alertmanager":     kit.Merge(program(s.Alertmanager), volume(s.Alertmanager)),
		"rollout_operator": kit.Tree{"enabled": s.Zones}, // its webhooks refuse changes while it is down
		"mimir":            kit.Tree{"structuredConfig": rings(s)},
	}
	if s.Ingester.Single() {
		// The chart ends an ingester that cannot look up the others' addresses at once, lest it makes a ring of its own
		// beside theirs. A single one has no others to miss, and was restarted twice on a real node where its own address
		// was a moment late.
		return kit.Merge(values, kit.Tree{"ingester": kit.Tree{"extraArgs": kit.Tree{"memberlist.abort-if-fast-join-fails": "false"}}})
	}
	return values
}

// workload sets replicas and resources. Readiness is asked for early: the chart's first question comes after 45 to 60 s,
// and a rollout waits for the answer.
func workload(w sizing.Workload) kit.Tree {
	return kit.Tree{
		"replicas":       w.Replicas,
		"resources":      kit.Resources(w),
		"readinessProbe": kit.Tree{"initialDelaySeconds": 10},
	}
}

// program is a workload of Mimir itself. The chart gives only the store-gateway a GOMEMLIMIT, and that of its request.
func program(w sizing.Workload) kit.Tree {
	return kit.Merge(workload(w), kit.Tree{"env": []any{kit.GoMemory(w)}})
}

// volume is the workload's disk. What store-gateway and compactor keep is a copy of the bucket: they do without one.
func volume(w sizing.Workload) kit.Tree {
	if w.Disk == 0 {
		return kit.Tree{"persistentVolume": kit.Tree{"enabled": false}}
	}
	return kit.Tree{"persistentVolume": kit.Tree{"enabled": true, "size": w.Volume()}}
}

// rings says how many copies Mimir's rings keep; a single replica does not wait for others to join.
func rings(s sizing.Mimir) kit.Tree {
	ingester, store := kit.Tree{"replication_factor": s.Ingester.ReplicationFactor()},
		kit.Tree{"replication_factor": s.StoreGateway.ReplicationFactor()}
	config := kit.Tree{"ingester": kit.Tree{"ring": ingester}, "store_gateway": kit.Tree{"sharding_ring": store},
		"alertmanager": kit.Tree{"sharding_ring": kit.Tree{"replication_factor": s.Alertmanager.ReplicationFactor()}}}
	const wait = "wait_stability_min_duration"
	if s.StoreGateway.Single() {
		store[wait] = "0s"
	}
	if s.Querier.Single() {
		// A sum in sixteen parts is for queriers beside each other: one alone takes several times as long for it.
		config["frontend"] = kit.Tree{"parallelize_shardable_queries": false}
	}
	if s.Compactor.Single() {
		config["compactor"] = kit.Tree{"sharding_ring": kit.Tree{wait: "0s"}}
	}
	return config
}
