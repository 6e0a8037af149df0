package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/tests/charts/conform"
	"github.com/kalypsoServing/kalypso/tests/charts/policy"
)

// onTheNode are the pods that Pod Security's level "restricted" does not admit, and why they need more.
var onTheNode = map[string]string{
	"otel-system/DaemonSet/obi":                      "loads eBPF programs, and looks into every process",
	"telemetry/DaemonSet/ebpf-profiler":              "loads eBPF programs, and looks into every process",
	"telemetry/OpenTelemetryCollector/kalypso-agent": "reads the node's logs and file systems, and keeps its queue on the node",
}

// tokens are the pods that are given a token of the API server, and what for.
var tokens = map[string]string{
	"grafana/Deployment/grafana":                        "its sidecar reads the dashboards, ConfigMaps of its namespace",
	"istio-system/Deployment/istiod":                    "a control plane",
	"mimir/Deployment/mimir-rollout-operator":           "restarts the zones one by one",
	"minio/Job/kalypso-minio-post-job":                  "nothing, but its chart has no value for it: the account has no rights",
	"otel-system/DaemonSet/obi":                         "finds the pod of a process",
	"otel-system/Deployment/opentelemetry-operator":     "an operator",
	"telemetry/DaemonSet/ebpf-profiler":                 "finds the pod of a process",
	"telemetry/OpenTelemetryCollector/kalypso":          "finds the pod of a signal",
	"telemetry/OpenTelemetryCollector/kalypso-agent":    "finds the pod of a signal, and what to scrape",
	"telemetry/OpenTelemetryCollector/kalypso-agent/ta": "finds what to scrape",
	"telemetry/OpenTelemetryCollector/kalypso-cluster":  "reads the cluster's objects and events",
}

// readers are the roles that read the Secrets of the whole cluster, and why.
var readers = map[string]string{
	"ClusterRole/istiod-clusterrole-istio-system":       "certificates of gateways and the way to further clusters; there is no value for it",
	"ClusterRole/istio-reader-clusterrole-istio-system": "for istiods of further clusters: no pod here has it; there is no value for it",
}

// TestPolicy holds for every object of every configuration.
func TestPolicy(t *testing.T) {
	dir, used := real(t), map[string]bool{}
	excepted := func(table map[string]string, name string) bool {
		used[name] = true
		return table[name] != ""
	}
	for variant := range all() {
		t.Run(variant, func(t *testing.T) {
			objects, credentials := placed(t, dir, variant), recorded(t, variant).credentials
			pods, err := policy.Pods(objects)
			require.NoError(t, err)
			require.Greater(t, len(pods), 15)
			for _, pod := range pods {
				assert.Empty(t, policy.Unbounded(pod))
				assert.Empty(t, policy.Clear(pod))
				if policy.Token(pod, policy.Accounts(objects)) {
					assert.True(t, excepted(tokens, pod.Name), "%s is given a token that nothing uses", pod.Name)
				}
			}
			for _, object := range objects {
				if policy.ReadsEverySecret(object) {
					assert.True(t, excepted(readers, object.ID()), "%s reads every Secret", object.ID())
				}
				assert.Empty(t, policy.ClearIn(object))
				if object.Kind() != "Secret" {
					assert.Empty(t, conform.Leaks(printed(t, object.Object), credentials), object.ID())
				}
			}
		})
	}
	for _, table := range []map[string]string{tokens, readers} {
		for name := range table {
			assert.True(t, used[name], "%s needs no exception", name)
		}
	}
}

// TestEveryPodIsAdmitted by its namespace, all of which are restricted but those of the pods named above.
func TestEveryPodIsAdmitted(t *testing.T) {
	dir, levels, used := real(t), levels(t), map[string]bool{}
	judge, err := policy.NewJudge()
	require.NoError(t, err)
	privileged := map[string]bool{}
	for variant := range all() {
		pods, err := policy.Pods(placed(t, dir, variant))
		require.NoError(t, err)
		for _, pod := range pods {
			refused, err := judge.Refuses(pod, levels[pod.Namespace])
			require.NoError(t, err)
			assert.Empty(t, refused, "%s: %s, in a namespace of level %q", variant, pod.Name, levels[pod.Namespace])
			refused, err = judge.Refuses(pod, "restricted")
			require.NoError(t, err)
			if refused != "" {
				used[pod.Name], privileged[pod.Namespace] = true, true
				assert.Contains(t, onTheNode, pod.Name, refused)
			}
		}
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(onTheNode)), slices.Collect(maps.Keys(used)), "what needs no exception has none")
	for namespace, level := range levels {
		want := map[bool]string{true: "privileged", false: "restricted"}[privileged[namespace]]
		assert.Equal(t, want, level, "namespace %s", namespace)
	}
}

// all are the names of the configurations.
func all() map[string]bool {
	names := map[string]bool{}
	for name := range variants {
		names[name] = true
	}
	for name := range elsewhere {
		names[name] = true
	}
	return names
}

// placed are all objects of a configuration, each in its namespace.
func placed(t *testing.T, dir, variant string) []policy.Object {
	t.Helper()
	p := recorded(t, variant)
	objects := policy.In("", p.objects)
	for _, r := range p.releases {
		objects = append(objects, policy.In(r.Namespace, r.rendered(t, dir, kubeVersions[1]))...)
	}
	return objects
}

// levels are what the platform's namespaces enforce.
func levels(t *testing.T) map[string]string {
	t.Helper()
	components, err := kustomize.Load("../..")
	require.NoError(t, err)
	levels := map[string]string{}
	for _, c := range components {
		levels[c.Namespace.Name] = c.Namespace.Labels["pod-security.kubernetes.io/enforce"]
		for _, mode := range []string{"warn", "audit"} {
			assert.Equal(t, levels[c.Namespace.Name], c.Namespace.Labels["pod-security.kubernetes.io/"+mode], c.Namespace.Name)
		}
	}
	return levels
}
