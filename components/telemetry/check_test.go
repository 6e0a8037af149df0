package telemetry

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
)

func parse(t *testing.T, text string) kit.Tree {
	t.Helper()
	var tree kit.Tree
	require.NoError(t, yaml.Unmarshal([]byte(text), &tree))
	return tree
}

// A batch processor in the traces, metrics made of spans, and a second place to send logs to.
const accepted = `
receivers: {otlp: {protocols: {grpc: {max_recv_msg_size_mib: 8}}}}
processors: {batch/large: {send_batch_size: 10000}}
connectors: {spanmetrics: {}}
exporters: {otlphttp/archive: {endpoint: "https://logs.example.org"}}
extensions: {zpages: {}}
service:
  extensions: [health_check, zpages]
  telemetry: {logs: {level: debug}}
  pipelines:
    traces: {processors: [memory_limiter, k8sattributes, batch/large], exporters: [otlp/traces, spanmetrics]}
    metrics/spans: {receivers: [spanmetrics], exporters: [otlphttp/metrics]}
    logs: {exporters: [otlphttp/logs, otlphttp/archive]}
`

func TestAUsersConfigurationLiesOverTheGateways(t *testing.T) {
	values := parse(t, accepted)
	args := here(true)
	args.Config = kit.Tree{"gateway": values}
	require.Empty(t, Check("v", args.Config, args, everything()))
	config := gateway(args, everything())["spec"].(kit.Tree)["config"].(kit.Tree)
	grpc := config["receivers"].(kit.Tree)["otlp"].(kit.Tree)["protocols"].(kit.Tree)["grpc"]
	assert.Equal(t, "[::]:4317", grpc.(kit.Tree)["endpoint"], "maps merge")
	assert.Equal(t, 8, grpc.(kit.Tree)["max_recv_msg_size_mib"], "maps merge")
	traces := config["service"].(kit.Tree)["pipelines"].(kit.Tree)["traces"].(kit.Tree)
	assert.Equal(t, []any{"otlp"}, traces["receivers"])
	assert.Equal(t, []any{"memory_limiter", "k8sattributes", "batch/large"}, traces["processors"], "lists replace")
}

func TestConfigurationsThatACollectorRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{processor: {}}`,
			`v.gateway.processor: unknown key, did you mean processors`},
		{`{replicas: 2}`,
			`v.gateway.replicas: unknown key; known are connectors, exporters, extensions, processors, receivers, service`},
		{`{processors: [batch]}`,
			`v.gateway.processors: found a list, want a map`},
		{`{processors: {batch: 5}}`,
			`v.gateway.processors.batch: found number 5, want a map`},
		{`{processors: {"/x": {}}}`,
			`v.gateway.processors./x: bad name, want type or type/name, like batch or batch/large`},
		{`{processors: {bacth: {}}}`,
			`v.gateway.processors.bacth: the collector's distribution has no processor of type bacth, did you mean batch`},
		{`{service: {pipeline: {}}}`,
			`v.gateway.service.pipeline: unknown key, did you mean pipelines`},
		{`{service: {extensions: [zpages]}}`,
			`v.gateway.service.extensions: names "zpages", which is not configured below extensions; known are file_storage, health_check`},
		{`{service: {pipelines: {traces: {proc: 1}}}}`,
			`v.gateway.service.pipelines.traces.proc: unknown key; known are exporters, processors, receivers`},
		{`{service: {pipelines: {traces: {processors: batch}}}}`,
			`v.gateway.service.pipelines.traces.processors: found text "batch", want a list`},
		{`{service: {pipelines: {traces: {processors: [k8sattribute]}}}}`,
			`v.gateway.service.pipelines.traces.processors: names "k8sattribute", which is not configured below processors, did ` +
				`you mean k8sattributes`},
		{`{service: {pipelines: {traces: {receivers: [otpl]}}}}`,
			`v.gateway.service.pipelines.traces.receivers: names "otpl", which is not configured below receivers or connectors, ` +
				`did you mean otlp`},
		{`{service: {pipelines: {traces: {exporters: [otlp/trace]}}}}`,
			`v.gateway.service.pipelines.traces.exporters: names "otlp/trace", which is not configured below exporters or ` +
				`connectors, did you mean otlp/traces`},
		{`{service: {pipelines: {traces: {exporters: [otlp/traces, otlp/traces]}}}}`,
			`v.gateway.service.pipelines.traces.exporters: names "otlp/traces" twice`},
		{`{service: {pipelines: {traces: {receivers: []}}}}`,
			`v.gateway.service.pipelines.traces: has no receivers: name some, or remove the pipeline`},
		{`{service: {pipelines: {profiles: {receivers: [otlp], exporters: [otlp/traces]}}}}`,
			`v.gateway.service.pipelines.profiles: bad name, want traces, metrics or logs, or one of them with a name, like traces/sampled`},
		{`{connectors: {forward: {}}, service: {pipelines: {traces: {exporters: [forward]}}}}`,
			`v.gateway.service.pipelines: connector "forward" must be an exporter of one pipeline and a receiver of another`},
	} {
		problems := Check("v", kit.Tree{"gateway": parse(t, c.text)}, here(true), everything())
		if assert.Len(t, problems, 1, c.text) {
			assert.EqualError(t, problems[0], c.want)
		}
	}
}

// Without Tempo there is no exporter to its traces, and no pipeline to add a processor to.
func TestAConfigurationIsCheckedOverWhatIsThere(t *testing.T) {
	deps := everything()
	deps.Traces = ""
	problems := Check("v", parse(t, `{gateway: {service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp/traces]}}}}}`), here(true), deps)
	require.Len(t, problems, 1)
	assert.ErrorContains(t, problems[0], `names "otlp/traces", which is not configured`)
}

func TestAllProblemsOfAConfigurationAtOnce(t *testing.T) {
	problems := Check("v", parse(t, `{gateway: {replicas: 2, processors: {batch: 5},
		service: {extensions: [a], pipelines: {metrics: {processors: [b, c]}}}}}`), here(true), everything())
	require.Len(t, problems, 5, "%v", problems)
}

func TestAConfigurationStandsBelowACollector(t *testing.T) {
	problems := Check("v", parse(t, `{agnet: {}, processors: {}}`), here(true), everything())
	require.Len(t, problems, 2)
	assert.ErrorContains(t, problems[0], "v.agnet: is none of the collectors")
	assert.ErrorContains(t, problems[0], "did you mean agent")
}
