package collectors

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// collector is the program to run; without one the test is skipped.
func collector(t *testing.T) string {
	t.Helper()
	path := os.Getenv(Variable)
	if path == "" {
		t.Skip(Variable + " names no collector; `make live` does")
	}
	return path
}

// record is the configuration of each collector that the program makes for a stack, as YAML.
func record(t *testing.T, project string, config stackstest.Config) map[string]string {
	t.Helper()
	stackstest.Development(project).With(config).Set(t)
	all, err := recorder.Run(false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34)}.Run)
	require.NoError(t, err)
	configs := map[string]string{}
	for _, r := range all.Resources {
		inputs := r.Plain()
		if inputs["kind"] != "OpenTelemetryCollector" {
			continue
		}
		spec, _ := inputs["spec"].(map[string]any)
		text, err := yaml.Marshal(spec["config"])
		require.NoError(t, err)
		metadata, _ := inputs["metadata"].(map[string]any)
		configs[metadata["name"].(string)] = string(text)
	}
	return configs
}

// here puts paths of a test's directory in the place of those of a pod.
func here(t *testing.T, config, dir string) string {
	t.Helper()
	for _, sub := range []string{"hostfs", "queue", "account"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, sub), 0o755))
	}
	// validate reads the file of certificates; the machine's own will do.
	for _, name := range []string{"token", "ca.crt"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "account", name), authority(t), 0o600))
	}
	return strings.NewReplacer(
		"/hostfs", filepath.Join(dir, "hostfs"), "/var/lib/otelcol", filepath.Join(dir, "queue"),
		"/var/run/secrets/kubernetes.io/serviceaccount", filepath.Join(dir, "account"),
	).Replace(config)
}

// variants are the configurations of a stack: as it is, and with each switch the other way.
func variants() map[string]stackstest.Config {
	telemetry := func(key string, value any) stackstest.Config {
		return stackstest.Config{"telemetry": map[string]any{key: value}}
	}
	all := map[string]stackstest.Config{
		"development":            {},
		"sampling 10 percent":    telemetry("sampling", map[string]any{"percent": 10}),
		"tail sampling":          telemetry("sampling", map[string]any{"tail": true}),
		"sampling nothing":       telemetry("sampling", map[string]any{"percent": 0}),
		"monitors":               telemetry("sources", map[string]any{"monitors": true}),
		"an environment by name": telemetry("environment", "$odd {name}"),
		"an exporter by grpc": telemetry("exporters", map[string]any{"vendor": map[string]any{
			"protocol": "grpc", "endpoint": "otlp.example.org:4317", "signals": []string{"traces", "metrics", "logs"}}}),
		"an exporter by http": telemetry("exporters", map[string]any{"vendor": map[string]any{
			"protocol": "http", "endpoint": "https://otlp.example.org", "signals": []string{"traces"}}}),
		"an exporter with headers": {
			"telemetry": map[string]any{"exporters": map[string]any{"vendor": map[string]any{
				"protocol": "http", "endpoint": "https://otlp.example.org", "signals": []string{"logs", "metrics"},
				"headers": map[string]any{"x-team": "a$b"}}}},
			"exporterHeaders": `{"vendor": {"authorization": "Bearer of-the-tests"}}`,
		},
	}
	for _, source := range []string{"podLogs", "stackTraces", "nodes", "kubelet", "clusterState", "events", "controlPlane", "platform",
		"annotatedPods", "obi", "profiles", "instrumentation", "mesh"} {
		all["without "+source] = telemetry("sources", map[string]any{source: false})
	}
	for _, component := range []string{"mimir", "loki", "tempo", "pyroscope", "grafana", "istio"} {
		all["without "+component] = stackstest.Config{"components": stackstest.Off(component)}
	}
	return all
}

// names are the variants in order.
func names() []string { return slices.Sorted(maps.Keys(variants())) }
