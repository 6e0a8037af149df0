package charts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// The committed lock file, and the most it may weigh: it is read at each preview, and people read its diffs.
const (
	committed = "../../charts.lock"
	largest   = 300_000
)

func readCommitted(t testing.TB) charts.Lock {
	t.Helper()
	lock, err := charts.ReadLock(committed)
	require.NoError(t, err)
	return lock
}

// TestHonouredKeys lists keys that are missing in the charts' values.yaml and yet reach the result; each was found by
// rendering with and without it.
func TestHonouredKeys(t *testing.T) {
	lock := readCommitted(t)
	for chart, paths := range map[string][][]string{
		"mimir-distributed@6.1.0-weekly.373": {
			{"mimir", "structuredConfig", "ingest_storage", "enabled"}, {"mimir", "structuredConfig", "common", "storage", "s3", "endpoint"},
			{"mimir", "structuredConfig", "blocks_storage", "s3", "bucket_name"}, {"ingester", "persistentVolume", "enabled"},
			{"store_gateway", "persistentVolume", "size"}, {"compactor", "persistentVolume", "enabled"},
			{"alertmanager", "statefulSet", "enabled"}, {"global", "extraEnvFrom"}, {"global", "podAnnotations", "any"},
			{"ingester", "zoneAwareReplication", "enabled"}, {"ingester", "resources", "requests", "memory"}, {"minio", "enabled"},
			{"rollout_operator", "enabled"}, {"kafka", "enabled"}, {"gateway", "nginx", "image", "tag"},
			{"ingester", "terminationGracePeriodSeconds"}, {"distributor", "strategy", "type"},
		},
		"tempo-distributed@1.60.0": {
			{"storage", "trace", "s3", "bucket"}, {"storage", "trace", "s3", "forcepathstyle"}, {"tempo", "structuredConfig", "ingester", "x"},
			{"metricsGenerator", "config", "registry", "external_labels", "source"}, {"gateway", "service", "port"},
			{"traces", "otlp", "grpc", "enabled"}, {"ingester", "persistence", "enabled"}, {"ingester", "extraEnvFrom"},
			{"metricsGenerator", "config", "storage", "remote_write"}, {"overrides", "defaults", "metrics_generator", "processors"},
			{"cache", "caches"}, {"memcached", "enabled"}, {"distributor", "affinity"}, {"queryFrontend", "resources", "limits", "memory"},
		},
		"loki@6.49.0": {
			{"loki", "storage", "bucketNames", "chunks"}, {"loki", "storage", "bucketNames", "ruler"}, {"loki", "schemaConfig", "configs"},
			{"loki", "ingester", "chunk_encoding"}, {"loki", "querier", "max_concurrent"}, {"loki", "storage", "s3", "endpoint"},
			{"loki", "limits_config", "allow_structured_metadata"}, {"loki", "commonConfig", "replication_factor"},
			{"loki", "compactor", "retention_enabled"}, {"singleBinary", "extraEnvFrom"}, {"singleBinary", "persistence", "size"},
			{"gateway", "deploymentStrategy", "type"}, {"chunksCache", "enabled"}, {"sidecar", "rules", "enabled"},
		},
		"pyroscope@1.18.0": {
			{"pyroscope", "structuredConfig", "storage", "s3", "endpoint"}, {"pyroscope", "components", "querier", "replicaCount"},
			{"pyroscope", "extraEnvFrom"}, {"pyroscope", "extraArgs", "log.level"}, {"pyroscope", "persistence", "enabled"},
			{"serviceMonitor", "enabled"}, {"alloy", "enabled"}, {"agent", "enabled"}, {"architecture", "microservices", "enabled"},
		},
		"grafana@10.5.12": {
			{"readinessProbe", "initialDelaySeconds"}, {"readinessProbe", "successThreshold"}, {"livenessProbe", "periodSeconds"},
			{"datasources", "datasources.yaml", "datasources"}, {"grafana.ini", "server", "root_url"}, {"admin", "existingSecret"},
			{"sidecar", "dashboards", "enabled"}, {"rbac", "namespaced"}, {"deploymentStrategy", "type"}, {"assertNoLeakedSecrets"},
		},
		"minio@5.4.0": {
			{"resources", "requests", "cpu"}, {"mode"}, {"deploymentUpdate", "type"}, {"users"}, {"existingSecret"},
			{"persistence", "annotations", "helm.sh/resource-policy"}, {"makeBucketJob", "resources", "limits", "memory"},
		},
		"istiod@1.28.3": {
			{"pilot", "resources", "requests", "cpu"}, {"pilot", "autoscaleEnabled"}, {"experimental", "stableValidationPolicy"},
			{"resources", "limits", "memory"}, {"global", "proxy", "resources", "requests", "cpu"}, {"meshConfig", "accessLogFile"},
		},
		"base@1.28.3": {{"experimental", "stableValidationPolicy"}, {"defaultRevision"}, {"global", "istioNamespace"}},
		"opentelemetry-operator@0.102.0": {
			{"admissionWebhooks", "certManager", "enabled"}, {"admissionWebhooks", "autoGenerateCert", "recreate"},
			{"manager", "collectorImage", "repository"}, {"manager", "resources", "limits", "memory"}, {"kubeRBACProxy", "enabled"},
		},
		"opentelemetry-ebpf-instrumentation@0.4.3": {
			{"config", "data", "otel_traces_export", "endpoint"}, {"resources", "limits", "memory"}, {"privileged"}, {"fullnameOverride"},
		},
	} {
		facts, ok := lock[chart]
		require.True(t, ok, "%s is not in the lock", chart)
		for _, path := range paths {
			assert.True(t, facts.Keys.Knows(path...), "%s: %s is honoured by the chart", chart, charts.Path(path))
		}
	}
}

// TestIgnoredKeys lists keys of the older delivery (and a few plain typos) that the charts accept and ignore, with what is
// proposed instead.
func TestIgnoredKeys(t *testing.T) {
	lock := readCommitted(t)
	enabled := map[string]any{"enabled": false}
	for _, c := range []struct {
		chart, path, nearest string
		values               map[string]any
	}{
		{"mimir-distributed@6.1.0-weekly.373", "ingester.persistence", "ingester.persistentVolume", nest("ingester", "persistence", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "store_gateway.persistence", "store_gateway.persistentVolume", nest("store_gateway", "persistence", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "alertmanager.persistence.enabled", "alertmanager.persistentVolume.enabled", nest("alertmanager", "persistence", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "compactor.persistence", "compactor.persistentVolume", nest("compactor", "persistence", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "store_gateway.statefulSet", "alertmanager.statefulSet", nest("store_gateway", "statefulSet", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "compactor.statefulSet", "alertmanager.statefulSet", nest("compactor", "statefulSet", enabled)},
		{"mimir-distributed@6.1.0-weekly.373", "smoke_test.enabled", "", nest("smoke_test", "enabled", false)},
		{"mimir-distributed@6.1.0-weekly.373", "ingestor", "ingester", nest("ingestor", "replicas", 1)},
		{"mimir-distributed@6.1.0-weekly.373", "mimir.structuredconfig", "mimir.structuredConfig", nest("mimir", "structuredconfig", enabled)},
		{"pyroscope@1.18.0", "pyroscope.serviceMonitor", "serviceMonitor", nest("pyroscope", "serviceMonitor", enabled)},
		{"tempo-distributed@1.60.0", "querier.replica", "querier.replicas", nest("querier", "replica", 1)},
		{"loki@6.49.0", "loki.auth_enable", "loki.auth_enabled", nest("loki", "auth_enable", false)},
		{"grafana@10.5.12", "persistance", "persistence", map[string]any{"persistance": enabled}},
		{"minio@5.4.0", "deploymentupdate", "deploymentUpdate", map[string]any{"deploymentupdate": enabled}},
		{"istiod@1.28.3", "pilot.autoscaleEnable", "pilot.autoscaleEnabled", nest("pilot", "autoscaleEnable", false)},
		{"opentelemetry-operator@0.102.0", "manager.ressources", "manager.resources", nest("manager", "ressources", enabled)},
	} {
		problems := lock[c.chart].Unknown(c.values)
		if assert.Len(t, problems, 1, "%s: %s", c.chart, c.path) {
			assert.Equal(t, c.path, charts.Path(problems[0].Path))
			assert.Equal(t, c.nearest, charts.Path(problems[0].Nearest), "the nearest to %s %s", c.chart, c.path)
		}
	}
}

func nest(outer, inner string, v any) map[string]any {
	return map[string]any{outer: map[string]any{inner: v}}
}

// TestCommittedLock checks the digests that were taken from the publishers' archives, and that the text is what the
// program would write: nobody edited it.
func TestCommittedLock(t *testing.T) {
	lock := readCommitted(t)
	for chart, sum := range map[string]string{
		"opentelemetry-operator@0.102.0":           "9875744090427ff20be0163fdc1280303b73b84707d94abd301720853124a8dd",
		"opentelemetry-ebpf-instrumentation@0.4.3": "53320770ed8d4c28e7edd681e109d652fe4b2fe3f1d2640ba72755f20f5e5769",
		"base@1.28.3":                        "041897734f40b651d17bbc40c0b6d8b463f81e010613a32002e6e1b52caa1e0b",
		"istiod@1.28.3":                      "d182ba29d723f6ecba0e51efc1cb476d1a5221b11f3549fb00bc972f80c54caf",
		"minio@5.4.0":                        "25fa2740480d1ebc9e64340854a6c42d3a7bc39c2a77378da91b21f144faa9af",
		"mimir-distributed@6.1.0-weekly.373": "09ace8a3146db5b2889d6aededee81fd0a59805e33baff0294f1c2591b526d6f",
		"tempo-distributed@1.60.0":           "ef1839f84e20b105a8d731b026efa2ec8f019b4749d82941aad5f043b2171891",
		"loki@6.49.0":                        "96db7244b1257000e99b800cc92fdc0702f5805d0de9db237d962b07b24d2cea",
		"grafana@10.5.12":                    "a14fdb10e3f6c909919ad7607f555fbd4e1c0bc41e830135ce05389b44c0e0cb",
		"pyroscope@1.18.0":                   "18891bc92c2acdc684de8bee8b4fc2d90b6440747c1ec7e3122dc04f87d32f6f",
	} {
		assert.Equal(t, sum, lock[chart].SHA256, chart)
	}
	text, err := lock.Encode()
	require.NoError(t, err)
	assert.Equal(t, string(readFile(t, committed)), string(text), "the lock is written by a command, not by hand")
	assert.Less(t, len(text), largest)
}

// BenchmarkReadLock prints what each preview pays for the lock file; 60 ms are allowed.
func BenchmarkReadLock(b *testing.B) {
	for b.Loop() {
		if _, err := charts.ReadLock(committed); err != nil {
			b.Fatal(err)
		}
	}
}
