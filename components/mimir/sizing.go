package mimir

import "github.com/kalypsoServing/kalypso/components/kit"

// development sizes Mimir for a few ten thousand series on one node: one replica of everything, eight pods.
func development() kit.Tree {
	return kit.Merge(
		kit.Tree{
			"distributor":     single("20m", "64Mi", "512Mi"),
			"ingester":        single("25m", "192Mi", "1Gi"),
			"querier":         single("20m", "96Mi", "512Mi"),
			"query_frontend":  single("15m", "48Mi", "384Mi"),
			"query_scheduler": single("15m", "48Mi", "256Mi"),
			"store_gateway":   single("15m", "64Mi", "512Mi"),
			"compactor":       single("15m", "64Mi", "512Mi"),
			"gateway":         single("10m", "32Mi", "128Mi"),
		},
		kit.Tree{
			// The ingester holds up to two hours that are not in the bucket yet. What the other two keep on disk is a
			// copy of the bucket.
			"ingester": kit.Tree{
				"persistentVolume": kit.Tree{"enabled": true, "size": "2Gi"},
				// The chart ends an ingester that cannot look up the others' addresses at once, lest it makes a ring of its
				// own beside theirs. A single one has no others to miss, and was restarted twice on a real node where its
				// own address was a moment late.
				"extraArgs": kit.Tree{"memberlist.abort-if-fast-join-fails": "false"},
			},
			"store_gateway": kit.Tree{
				"persistentVolume": kit.Tree{"enabled": false},
				// The chart makes the memory *request* Go's memory limit; at this request the program would do little
				// but collect garbage. Nine tenths of the container's limit instead.
				"env": []any{kit.Tree{"name": "GOMEMLIMIT", "value": "460MiB"}},
			},
			"compactor": kit.Tree{"persistentVolume": kit.Tree{"enabled": false}},
		},
		kit.Tree{"mimir": kit.Tree{"structuredConfig": alone()}},
	)
}

// single is one replica with the given requests and memory limit. It is asked early whether it is ready: the chart's
// first question comes after 45 to 60 s, and a rollout waits for the answer.
func single(cpu, memory, limit string) kit.Tree {
	return kit.Tree{
		"replicas":       1,
		"resources":      kit.Resources(cpu, memory, limit),
		"readinessProbe": kit.Tree{"initialDelaySeconds": 10},
	}
}

// alone is what one replica of everything asks of Mimir's rings: no copies on others, and no waiting for others.
func alone() kit.Tree {
	return kit.Tree{
		"ingester":      kit.Tree{"ring": kit.Tree{"replication_factor": 1}},
		"store_gateway": kit.Tree{"sharding_ring": kit.Tree{"replication_factor": 1, "wait_stability_min_duration": "0s"}},
		"compactor":     kit.Tree{"sharding_ring": kit.Tree{"wait_stability_min_duration": "0s"}},
	}
}
