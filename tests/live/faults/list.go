package faults

import (
	"context"

	"github.com/kalypsoServing/kalypso/tests/live/backend"
	"github.com/kalypsoServing/kalypso/tests/live/bucket"
	"github.com/kalypsoServing/kalypso/tests/live/node"
)

// list is what breaks, but for the pod that is throttled from the beginning.
func (f *Faults) list() []fault {
	tempo, pyroscope := map[string]string{"k8s_namespace_name": "tempo"}, map[string]string{"k8s_namespace_name": "pyroscope"}
	return []fault{
		{
			name: "Tempo's distributor is stopped", breaks: f.scale(0), repair: f.scale(1),
			alert: "TempoDown", severity: "critical", labels: with(tempo, "service_name", "tempo-distributor"), rules: 2,
			brings: []brought{
				{"LogErrorBurst", "telemetry", "the gateway logs each failed attempt"},
				{"CollectorQueueFilling", "telemetry", "traces wait in the gateway"},
			},
		},
		{
			name: "a claim of 16 MiB is filled", breaks: f.fill, repair: f.empty,
			alert: "ClaimNearlyFull", severity: "critical", labels: of("persistentvolumeclaim", volume), rules: 1,
		},
		{
			name: "a pod crashes in a loop", breaks: f.pod("crash", "exit 1", nil), repair: f.remove("crash"),
			alert: "PodCrashLooping", severity: "warning", rules: 1,
			labels: of("k8s_pod_name", "crash", "service_name", "crash", "k8s_container_name", "main", "k8s_node_name", node.Name),
		},
		{
			name: "Pyroscope's user of MinIO is disabled", breaks: f.user(bucket.Disable), repair: f.user(bucket.Enable), again: f.listed,
			alert: "PyroscopeBucketErrors", severity: "warning", labels: with(pyroscope, "service_name", "pyroscope"), rules: 2,
			brings: []brought{
				{"MinioCredentialsRefused", "minio", "that is how MinIO sees it"},
				{"LogErrorBurst", "pyroscope", "each failed attempt is a line"},
				{"PyroscopePushesFail", "pyroscope", "what is not uploaded fills its memory"},
			},
		},
		{
			name: "a stream of Loki is over its limit", breaks: f.flood, again: f.flood,
			alert: "LokiLinesDiscarded", severity: "warning", labels: of("k8s_namespace_name", "loki", "service_name", "loki"), rules: 2,
			brings: []brought{{"LogErrorBurst", "loki", "Loki logs what it refuses"}},
		},
	}
}

// throttled wants twenty times the CPU that it may have.
func (f *Faults) throttled() fault {
	return fault{
		name: "a pod is throttled", breaks: f.pod("throttled", "while :; do :; done", tree{"cpu": "50m"}), repair: f.remove("throttled"),
		alert: "ContainerThrottled", severity: "warning", rules: 1,
		labels: of("k8s_pod_name", "throttled", "service_name", "throttled", "k8s_container_name", "main"),
	}
}

// user does something with Pyroscope's user at MinIO.
func (f *Faults) user(do bucket.Change) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, b := range backend.All() {
			if b.Name == "pyroscope" {
				return do(ctx, f.Client, f.Image, b)
			}
		}
		return nil
	}
}

// of makes labels of names and values, of the namespace of the faults if none is named.
func of(pairs ...string) map[string]string {
	return with(map[string]string{"k8s_namespace_name": namespace}, pairs...)
}

func with(some map[string]string, pairs ...string) map[string]string {
	all := map[string]string{}
	for name, value := range some {
		all[name] = value
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}
