package tempo

import "github.com/kalypsoServing/kalypso/components/kit"

// development sizes Tempo for one node: one replica of everything, seven pods. An idle component uses 71 to 77 MiB,
// measured with Tempo 2.9.0.
func development() kit.Tree {
	return kit.Merge(
		kit.Tree{
			"distributor":      single("10m", "64Mi", "384Mi"),
			"ingester":         single("15m", "128Mi", "768Mi"),
			"querier":          single("10m", "96Mi", "512Mi"),
			"queryFrontend":    single("10m", "64Mi", "384Mi"),
			"compactor":        single("10m", "64Mi", "512Mi"),
			"metricsGenerator": single("10m", "96Mi", "512Mi"),
			"gateway":          single("10m", "32Mi", "128Mi"),
		},
		kit.Tree{
			"ingester": kit.Tree{
				"config": kit.Tree{"replication_factor": 1},
				// It holds up to half an hour of traces that are not in the bucket yet.
				"persistence": kit.Tree{"enabled": true, "size": "2Gi"},
			},
			// Asked early whether they are ready: a rollout waits for the answer.
			"tempo": kit.Tree{"readinessProbe": kit.Tree{"initialDelaySeconds": 10}},
		},
	)
}

func single(cpu, memory, limit string) kit.Tree {
	return kit.Tree{"replicas": 1, "resources": kit.Resources(cpu, memory, limit)}
}
