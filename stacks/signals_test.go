package stacks_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

func TestStoresIndexWhatTheTableSays(t *testing.T) {
	recorded := deploy(t, nil)
	values := func(release string) map[string]any { return recorded.get(t, "Release "+release).values(t) }
	assert.Equal(t, strings.Join(attribute.Metrics(), ","), at(values("mimir"), "mimir.structuredConfig.limits.promote_otel_resource_attributes"))
	rules := at(values("loki"), "loki.limits_config.otlp_config.resource_attributes.attributes_config").([]any)
	assert.ElementsMatch(t, attribute.Logs(), texts(rules[0].(map[string]any)["attributes"]))
	processor := at(values("tempo"), "overrides.defaults.metrics_generator.processor").(map[string]any)
	for _, name := range []string{"span_metrics", "service_graphs"} {
		assert.ElementsMatch(t, attribute.Spans(), texts(at(processor, name+"."+"dimensions")), name)
	}
}

// What the collectors send at a time is below what each store takes: what is above some of the limits is gone for good.
func TestLimitsHoldWhatCollectorsSend(t *testing.T) {
	recorded, megabyte := deploy(t, nil), 1_000_000
	values := func(release string) map[string]any { return recorded.get(t, "Release "+release).values(t) }
	number := func(value any) int {
		if f, isFloat := value.(float64); isFloat {
			return int(f)
		}
		return value.(int)
	}
	const atOnce = telemetry.Consumers * telemetry.LargestBatch
	limits := at(values("loki"), "loki.limits_config").(map[string]any)
	assert.GreaterOrEqual(t, number(limits["ingestion_burst_size_mb"])*megabyte, atOnce, "loki")
	tempo := at(values("tempo"), "overrides.defaults.ingestion").(map[string]any)
	assert.GreaterOrEqual(t, number(tempo["burst_size_bytes"]), atOnce, "tempo")
	mimir := at(values("mimir"), "mimir.structuredConfig.limits").(map[string]any)
	const leastPoint = 20 // bytes: a batch of the smallest points holds the most of them
	assert.GreaterOrEqual(t, number(mimir["ingestion_burst_size"]), atOnce/leastPoint, "mimir")
	pyroscope := at(values("pyroscope"), "pyroscope.structuredConfig.limits").(map[string]any)
	message := number(at(values("pyroscope"), "pyroscope.structuredConfig.server.grpc_server_max_recv_msg_size"))
	assert.GreaterOrEqual(t, number(pyroscope["ingestion_burst_size_mb"])<<20, message, "pyroscope: one message may be a node's whole push")

	sizes := config.Profiles()["dev"].Sizing
	minutes := sizes.Telemetry.MetricsOutage(sizes.Load)
	assert.Greater(t, sizes.Telemetry.Outage(sizes.Load), 30, "minutes of the load that the queues hold")
	assert.Equal(t, "2h", mimir["out_of_order_time_window"], "above the %d minutes that metrics may wait", minutes)
}

func TestQueriesReachAsFarBackAsRetention(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"retention": map[string]any{"profiles": "10d", "traces": "9d"}})
	limits := at(recorded.get(t, "Release pyroscope").values(t), "pyroscope.structuredConfig.limits").(map[string]any)
	assert.Equal(t, limits["compactor_blocks_retention_period"], limits["max_query_lookback"])
	assert.Equal(t, "0s", limits["max_query_length"])
	search := at(recorded.get(t, "Release tempo").values(t), "tempo.structuredConfig.query_frontend.search").(map[string]any)
	assert.Equal(t, "0s", search["max_duration"])
}

// Every component that tells metrics is scraped, and the proof expects it.
func TestTheProofKnowsWhatIsDeployed(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"proof": true, "components": stackstest.Off("istio")})
	command := recorded.get(t, "Command proof")
	expected := recorded.get(t, "ConfigMap telemetry/kalypso-proof").Inputs["data"].ObjectValue()[proof.Entry].StringValue()
	for _, want := range []string{`"mimir/ingester"`, `"kubelet"`, `"minio/minio"`, `"cluster":`, "http://kalypso-collector.telemetry.svc.cluster.local:4318",
		`"name":"trace to logs"`, "k8s_node_name"} {
		assert.Contains(t, expected, want)
	}
	assert.NotContains(t, expected, "istiod")
	assert.True(t, has(recorded.dependencies(t, command), "Release grafana"), "it is the last step")
	assert.True(t, has(recorded.dependencies(t, command), "OpenTelemetryCollector telemetry/kalypso-agent"))
	other := deploy(t, stackstest.Config{"proof": true, "components": stackstest.Off("istio"), "retention": map[string]any{"logs": "9d"}}).get(t, "Command proof")
	changed := func(c registration) string {
		return c.Inputs["environment"].ObjectValue()["KALYPSO_CHANGED"].StringValue()
	}
	assert.NotEqual(t, changed(command), changed(other), "a changed release is proven again")
	assert.NotContains(t, deploy(t, nil).ids(), "Command proof")
}

// The operator's setting for collectors that name no image is the one place of their version.
func TestCollectorsAreOfOneVersion(t *testing.T) {
	image := func(keys stackstest.Config) string {
		spec := deploy(t, keys).get(t, "OpenTelemetryCollector telemetry/kalypso-agent").Inputs["spec"].ObjectValue()
		return spec["image"].StringValue()
	}
	own := at(deploy(t, nil).get(t, "Release opentelemetry-operator").values(t), "manager.collectorImage.tag").(string)
	assert.True(t, strings.HasSuffix(image(nil), "-k8s:"+own), "%s, %s", image(nil), own)
	other := values("otel", map[string]any{"opentelemetry-operator": map[string]any{"manager": map[string]any{
		"collectorImage": map[string]any{"tag": "0.999.0"}}}})
	assert.True(t, strings.HasSuffix(image(stackstest.Config{"components": other}), "-k8s:0.999.0"))
}
