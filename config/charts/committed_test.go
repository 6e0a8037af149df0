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

// pinned returns the facts of a chart, whichever version is pinned.
func pinned(t *testing.T, lock charts.Lock, chart string) charts.Facts {
	t.Helper()
	versions := lock.Versions(chart)
	require.Len(t, versions, 1, "%s in the lock", chart)
	facts, _ := lock.Facts(chart, versions[0])
	return facts
}

// TestHonouredKeys lists keys that are missing in the charts' values.yaml and yet reach the result; each was found by
// rendering with and without it.
func TestHonouredKeys(t *testing.T) {
	lock := readCommitted(t)
	for chart, paths := range map[string][][]string{
		"mimir-distributed": {
			{"mimir", "structuredConfig", "ingest_storage", "enabled"}, {"mimir", "structuredConfig", "common", "storage", "s3", "endpoint"},
			{"mimir", "structuredConfig", "blocks_storage", "s3", "bucket_name"}, {"ingester", "persistentVolume", "enabled"},
			{"store_gateway", "persistentVolume", "size"}, {"compactor", "persistentVolume", "enabled"},
			{"alertmanager", "statefulSet", "enabled"}, {"global", "extraEnvFrom"}, {"global", "podAnnotations", "any"},
			{"ingester", "zoneAwareReplication", "enabled"}, {"ingester", "resources", "requests", "memory"}, {"minio", "enabled"},
			{"rollout_operator", "enabled"}, {"kafka", "enabled"}, {"gateway", "nginx", "image", "tag"},
			{"ingester", "terminationGracePeriodSeconds"}, {"distributor", "strategy", "type"},
			// Only following a template's scopes leads to these: a regular expression in the interpreter's place lost them.
			{"distributor", "podSecurityContext"}, {"distributor", "kedaAutoscaling", "fallback", "replicas"},
		},
		"tempo-distributed": {
			{"storage", "trace", "s3", "bucket"}, {"storage", "trace", "s3", "forcepathstyle"}, {"tempo", "structuredConfig", "ingester", "x"},
			{"metricsGenerator", "config", "registry", "external_labels", "source"}, {"gateway", "service", "port"},
			{"traces", "otlp", "grpc", "enabled"}, {"ingester", "persistence", "enabled"}, {"ingester", "extraEnvFrom"},
			{"metricsGenerator", "config", "storage", "remote_write"}, {"overrides", "defaults", "metrics_generator", "processors"},
			{"cache", "caches"}, {"memcached", "enabled"}, {"distributor", "affinity"}, {"queryFrontend", "resources", "limits", "memory"},
		},
		"loki": {
			{"loki", "storage", "bucketNames", "chunks"}, {"loki", "storage", "bucketNames", "ruler"}, {"loki", "schemaConfig", "configs"},
			{"loki", "ingester", "chunk_encoding"}, {"loki", "querier", "max_concurrent"}, {"loki", "storage", "s3", "endpoint"},
			{"loki", "limits_config", "allow_structured_metadata"}, {"loki", "commonConfig", "replication_factor"},
			{"loki", "compactor", "retention_enabled"}, {"singleBinary", "extraEnvFrom"}, {"singleBinary", "persistence", "size"},
			{"gateway", "deploymentStrategy", "type"}, {"chunksCache", "enabled"}, {"sidecar", "rules", "enabled"}, {"memcached", "image", "digest"},
		},
		"pyroscope": {
			{"pyroscope", "structuredConfig", "storage", "s3", "endpoint"}, {"pyroscope", "components", "querier", "replicaCount"},
			{"pyroscope", "extraEnvFrom"}, {"pyroscope", "extraArgs", "log.level"}, {"pyroscope", "persistence", "enabled"},
			{"serviceMonitor", "enabled"}, {"alloy", "enabled"}, {"agent", "enabled"}, {"architecture", "microservices", "enabled"}, {"alloy",
				"image", "digest"},
		},
		"grafana": {
			{"readinessProbe", "initialDelaySeconds"}, {"readinessProbe", "successThreshold"}, {"livenessProbe", "periodSeconds"},
			{"datasources", "datasources.yaml", "datasources"}, {"grafana.ini", "server", "root_url"}, {"admin", "existingSecret"},
			{"sidecar", "dashboards", "enabled"}, {"rbac", "namespaced"}, {"deploymentStrategy", "type"}, {"assertNoLeakedSecrets"},
		},
		"minio": {
			{"resources", "requests", "cpu"}, {"mode"}, {"deploymentUpdate", "type"}, {"users"}, {"existingSecret"},
			{"persistence", "annotations", "helm.sh/resource-policy"}, {"makeBucketJob", "resources", "limits", "memory"},
		},
		"istiod": {
			{"pilot", "resources", "requests", "cpu"}, {"pilot", "autoscaleEnabled"}, {"experimental", "stableValidationPolicy"},
			{"resources", "limits", "memory"}, {"global", "proxy", "resources", "requests", "cpu"}, {"meshConfig", "accessLogFile"},
			{"sidecarInjectorWebhook", "rewriteAppHTTPProbe"},
		},
		"base": {{"experimental", "stableValidationPolicy"}, {"defaultRevision"}, {"global", "istioNamespace"}},
		"opentelemetry-operator": {
			{"admissionWebhooks", "certManager", "enabled"}, {"admissionWebhooks", "autoGenerateCert", "recreate"},
			{"manager", "collectorImage", "repository"}, {"manager", "resources", "limits", "memory"}, {"kubeRBACProxy", "enabled"},
		},
		"opentelemetry-ebpf-instrumentation": {
			{"config", "data", "otel_traces_export", "endpoint"}, {"resources", "limits", "memory"}, {"privileged"}, {"fullnameOverride"},
		},
	} {
		facts := pinned(t, lock, chart)
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
		{"mimir-distributed", "ingester.persistence", "ingester.persistentVolume", nest("ingester", "persistence", enabled)},
		{"mimir-distributed", "store_gateway.persistence", "store_gateway.persistentVolume", nest("store_gateway", "persistence", enabled)},
		{"mimir-distributed", "alertmanager.persistence.enabled", "alertmanager.persistentVolume.enabled", nest("alertmanager", "persistence",
			enabled)},
		{"mimir-distributed", "compactor.persistence", "compactor.persistentVolume", nest("compactor", "persistence", enabled)},
		{"mimir-distributed", "store_gateway.statefulSet", "alertmanager.statefulSet", nest("store_gateway", "statefulSet", enabled)},
		{"mimir-distributed", "compactor.statefulSet", "alertmanager.statefulSet", nest("compactor", "statefulSet", enabled)},
		{"mimir-distributed", "smoke_test.enabled", "", nest("smoke_test", "enabled", false)},
		{"mimir-distributed", "ingestor", "ingester", nest("ingestor", "replicas", 1)},
		{"mimir-distributed", "mimir.structuredconfig", "mimir.structuredConfig", nest("mimir", "structuredconfig", enabled)},
		{"pyroscope", "pyroscope.serviceMonitor", "serviceMonitor", nest("pyroscope", "serviceMonitor", enabled)},
		{"tempo-distributed", "querier.replica", "querier.replicas", nest("querier", "replica", 1)},
		{"loki", "loki.auth_enable", "loki.auth_enabled", nest("loki", "auth_enable", false)},
		{"grafana", "persistance", "persistence", map[string]any{"persistance": enabled}},
		{"minio", "deploymentupdate", "deploymentUpdate", map[string]any{"deploymentupdate": enabled}},
		{"istiod", "pilot.autoscaleEnable", "pilot.autoscaleEnabled", nest("pilot", "autoscaleEnable", false)},
		{"opentelemetry-operator", "manager.ressources", "manager.resources", nest("manager", "ressources", enabled)},
	} {
		problems := pinned(t, lock, c.chart).Unfit(c.values)
		if assert.Len(t, problems, 1, "%s: %s", c.chart, c.path) {
			assert.Equal(t, c.path, charts.Path(problems[0].Path))
			assert.Equal(t, c.nearest, charts.Path(problems[0].Nearest), "the nearest to %s %s", c.chart, c.path)
		}
	}
}

// Keys of older versions are known by name, and what holds another kind of thing is not offered.
func TestHintsDoNotMislead(t *testing.T) {
	lock, err := charts.ReadLock("../../charts.lock")
	require.NoError(t, err)
	for _, c := range []struct {
		chart, want string
		values      map[string]any
	}{
		{"mimir-distributed", "nginx.replicas: the chart had this key in older versions; it is gateway now", nest("nginx", "replicas", 2)},
		{"mimir-distributed", "graphite: the chart had this key in older versions, and has no such thing any more: remove it", nest("graphite", "enabled", true)},
		{"tempo-distributed", "global_overrides: the chart had this key in older versions; it is overrides now", nest("global_overrides", "a", 1)},
		{"loki", "bloomCompactor: the chart had this key in older versions; it is bloomBuilder now", nest("bloomCompactor", "replicas", 1)},
		{"grafana", "persistenc: the chart does not know this key", map[string]any{"persistenc": "10Gi"}},
	} {
		problems := pinned(t, lock, c.chart).Unfit(c.values)
		if assert.Len(t, problems, 1, c.want) {
			assert.Equal(t, c.want, problems[0].String())
		}
	}
}

func nest(outer, inner string, v any) map[string]any {
	return map[string]any{outer: map[string]any{inner: v}}
}

// It was not edited by hand: the text is what the program would write.
func TestCommittedLock(t *testing.T) {
	lock := readCommitted(t)
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
