package tempo

import "github.com/kalypsoServing/kalypso/components/kit"

// development sizes Tempo for one node: one replica of everything, seven pods. An idle component uses 71 to 77 MiB,
// measured with Tempo 2.9.0.
func development() kit.Tree {
	return kit.Merge(
		kit.Tree{
			"distributor":      program("10m", "64Mi", "384Mi", "345MiB"),
			"ingester":         program("15m", "128Mi", "768Mi", "690MiB"),
			"querier":          program("10m", "96Mi", "512Mi", "460MiB"),
			"queryFrontend":    program("10m", "64Mi", "384Mi", "345MiB"),
			"compactor":        program("10m", "64Mi", "512Mi", "460MiB"),
			"metricsGenerator": program("10m", "96Mi", "512Mi", "460MiB"),
			"gateway":          single("10m", "32Mi", "128Mi"),
		},
		kit.Tree{
			"ingester": kit.Tree{
				"config": kit.Tree{"replication_factor": 1},
				// It holds up to half an hour of traces that are not in the bucket yet.
				"persistence": kit.Tree{"enabled": true, "size": "2Gi"},
			},
			"tempo": kit.Tree{
				// Asked early whether they are ready: a rollout waits for the answer.
				"readinessProbe": kit.Tree{"initialDelaySeconds": 10},
				// The compactor is ready only when its ring has been stable for this long, a minute by default, and the
				// liveness probe asks for the same readiness from then on.
				"structuredConfig": kit.Tree{"compactor": kit.Tree{"ring": kit.Tree{"wait_stability_min_duration": "0s"}}},
			},
		},
	)
}

// program is one replica of Tempo itself. Go's own memory limit keeps it at nine tenths of the container's: without
// it a burst of 13 MB batches had the distributor killed, with it the same burst went through.
func program(cpu, memory, limit, goMemory string) kit.Tree {
	return kit.Merge(single(cpu, memory, limit), kit.Tree{
		"extraEnv": []any{kit.Tree{"name": "GOMEMLIMIT", "value": goMemory}},
	})
}

func single(cpu, memory, limit string) kit.Tree {
	return kit.Tree{"replicas": 1, "resources": kit.Resources(cpu, memory, limit)}
}
