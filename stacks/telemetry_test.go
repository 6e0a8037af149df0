package stacks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// refusedSignals are stacks whose signals would be lost, or would not be collected as somebody meant it.
func refusedSignals() map[string]refusal {
	return map[string]refusal{
		"a processor that is not configured": {
			keys: stackstest.Config{"components": values("telemetry", map[string]any{"gateway": map[string]any{"service": map[string]any{
				"pipelines": map[string]any{"traces": map[string]any{"processors": []any{"memory_limiter", "batch/x"}}}}}})},
			want: []string{`kalypso:components.telemetry.values.gateway.service.pipelines.traces.processors: names "batch/x", which is not configured ` +
				`below processors`, "known are deltatocumulative, filter/unwanted, k8sattributes, memory_limiter"}},
		"a type that the collector's distribution does not have": {
			keys: stackstest.Config{"components": values("telemetry", map[string]any{"gateway": map[string]any{
				"exporters": map[string]any{"otlphtpp/x": map[string]any{}}}})},
			want: []string{"kalypso:components.telemetry.values.gateway.exporters.otlphtpp/x", "did you mean otlphttp"}},
		"an image that breaks the profiles' protocol": {
			keys: stackstest.Config{"components": values("pyroscope", map[string]any{"pyroscope": map[string]any{
				"image": map[string]any{"tag": "1.19.0"}}})},
			want: []string{`kalypso:components.pyroscope.values.pyroscope.image.tag: found "1.19.0", want 1.18.x`, "telemetry.sources.profiles"}},
		"a namespace that opts out of what there is not": {
			project: rewrite("manifests/grafana/namespace.yaml", "  annotations:", "  annotations:\n    telemetry.kalypso.io/drop: logs,trace"),
			want:    []string{"manifests/grafana/namespace.yaml: metadata.annotations.telemetry.kalypso.io/drop", `found "trace"`}},
		"sampling, samplers, headers and exporters that are wrong, all at once": {
			keys: stackstest.Config{"telemetry": map[string]any{
				"sampling":        map[string]any{"percent": 101},
				"instrumentation": map[string]any{"sampler": "traceidratio", "propagators": []any{"w3c"}},
				"exporters": map[string]any{"vendor": map[string]any{"protocol": "grpc", "endpoint": "https://x",
					"signals": []any{"profiles"}, "headers": map[string]any{"x-api-key": "s", "bad header": "x"}}},
			}},
			want: []string{"kalypso:telemetry.sampling.percent: found number 101", "telemetry.instrumentation.samplerArgument",
				`telemetry.instrumentation.propagators: found text "w3c"`, "telemetry.exporters.vendor.endpoint", "telemetry.exporters.vendor.signals",
				"telemetry.exporters.vendor.headers.x-api-key: looks like a credential", `"bad header" is no name of a header`}},
		"settings of collectors that are not theirs": {
			keys: stackstest.Config{"telemetry": map[string]any{"sampling": map[string]any{"tail": true}, "collectors": map[string]any{
				"gatway": map[string]any{}, "agent": map[string]any{"replicas": 2, "mode": "deployment"}, "gateway": map[string]any{"replicas": 2}}}},
			want: []string{"telemetry.collectors.gatway: unknown collector, did you mean gateway", "telemetry.collectors.agent.replicas",
				"telemetry.collectors.agent.mode: cannot be set"}},
		"an exporter with the name of the platform's own": {
			keys: stackstest.Config{"telemetry": map[string]any{"exporters": map[string]any{"traces": map[string]any{
				"protocol": "grpc", "endpoint": "otlp.example.org:4317", "signals": []any{"traces"}}}}},
			want: []string{"kalypso:telemetry.exporters.traces: the platform's own exporter has this name"}},
		"tail sampling by two": {
			keys: stackstest.Config{"telemetry": map[string]any{"sampling": map[string]any{"tail": true},
				"collectors": map[string]any{"gateway": map[string]any{"replicas": 2}}}},
			want: []string{"kalypso:telemetry.sampling.tail: the gateway has 2 replicas"}},
		"headers of an exporter that there is not": {
			keys: stackstest.Config{"exporterHeaders": `{"vendr": {"authorization": "Bearer secret"}}`},
			want: []string{"kalypso:exporterHeaders: vendr is none of kalypso:telemetry.exporters"}},
		"a login that is none": {
			keys: stackstest.Config{"registryLogin": `{"credsStore": "desktop"}`},
			want: []string{"kalypso:registryLogin: is not a docker config.json with a login"}},
		"values that are no collector configuration": {
			keys: stackstest.Config{"components": values("telemetry", map[string]any{"gateway": map[string]any{"replicas": 2, "processor": map[string]any{}}})},
			want: []string{"kalypso:components.telemetry.values.gateway.replicas: unknown key",
				"kalypso:components.telemetry.values.gateway.processor: unknown key, did you mean processors"}},
	}
}

// An own processor and an own place to send to: telemetry has no chart, and takes a collector's configuration.
func TestCollectorConfigurationReachesTheGateway(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"components": values("telemetry", map[string]any{"gateway": map[string]any{
		"processors": map[string]any{"batch": map[string]any{"send_batch_size": 5000}},
		"exporters":  map[string]any{"otlphttp/archive": map[string]any{"endpoint": "https://logs.example.org"}},
		"service": map[string]any{"pipelines": map[string]any{"logs": map[string]any{
			"processors": []any{"memory_limiter", "batch"}, "exporters": []any{"otlphttp/logs", "otlphttp/archive"}}}},
	}})})
	spec := plain(recorded.get(t, "OpenTelemetryCollector telemetry/kalypso").Inputs["spec"].Mappable()).(map[string]any)
	config := spec["config"].(map[string]any)
	assert.Equal(t, map[string]any{"send_batch_size": 5000}, config["processors"].(map[string]any)["batch"])
	assert.Contains(t, config["processors"], "k8sattributes")
	assert.Equal(t, map[string]any{
		"receivers": []any{"otlp"}, "processors": []any{"memory_limiter", "batch"}, "exporters": []any{"otlphttp/logs", "otlphttp/archive"},
	}, config["service"].(map[string]any)["pipelines"].(map[string]any)["logs"])
}

func TestCollectorConfigurationWithoutAGatewayIsNotDroppedInSilence(t *testing.T) {
	components := stackstest.Off("otel")
	components["telemetry"] = map[string]any{"values": map[string]any{"processors": map[string]any{"batch": map[string]any{}}}}
	logs := deploy(t, stackstest.Config{"components": components}).logs
	assert.True(t, slices.ContainsFunc(logs, func(line string) bool {
		return strings.HasPrefix(line, "warning: kalypso:components.telemetry.values: not used")
	}), "%q", logs)
}

// A second destination: what the stores get goes there too, and its credential is a Secret only.
func TestASecondDestination(t *testing.T) {
	recorded := deploy(t, stackstest.Config{
		"telemetry": map[string]any{"exporters": map[string]any{"vendor": map[string]any{
			"protocol": "http", "endpoint": "https://otlp.example.org", "signals": []any{"traces", "logs"}, "headers": map[string]any{"x-team": "shop"}}}},
		"exporterHeaders": `{"vendor": {"authorization": "Bearer hidden"}}`,
	})
	spec := plain(recorded.get(t, "OpenTelemetryCollector telemetry/kalypso").Inputs["spec"].Mappable()).(map[string]any)
	config := spec["config"].(map[string]any)
	exporter := config["exporters"].(map[string]any)["otlphttp/vendor"].(map[string]any)
	assert.Equal(t, map[string]any{"x-team": "shop", "authorization": "${env:EXPORTER_VENDOR_AUTHORIZATION}"}, exporter["headers"])
	for name, pipeline := range config["service"].(map[string]any)["pipelines"].(map[string]any) {
		to := pipeline.(map[string]any)["exporters"]
		if strings.HasPrefix(name, "metrics") {
			assert.NotContains(t, to, "otlphttp/vendor", name)
		} else {
			assert.Contains(t, to, "otlphttp/vendor", name)
		}
	}
	assert.Equal(t, map[string]string{"EXPORTER_VENDOR_AUTHORIZATION": "Bearer hidden"}, secretData(recorded.get(t, "Secret telemetry/exporter-headers")))
	assert.NotEmpty(t, spec["podAnnotations"], "a new credential restarts the gateway")
}
