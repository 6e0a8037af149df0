package stacks_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// promised is what the older delivery promised and this one keeps, row by row. The versions stand in the manifests alone.
func promised() []promise {
	return []promise{
		{"otel", "otel-system", "opentelemetry-operator", "opentelemetry-operator", "1"},
		{"otel", "otel-system", "obi", "opentelemetry-ebpf-instrumentation", "1"},
		{"istio", "istio-system", "istio-base", "base", "2"},
		{"istio", "istio-system", "istiod", "istiod", "2"},
		{"minio", "minio", "kalypso-minio", "minio", "3"},
		{"mimir", "mimir", "mimir", "mimir-distributed", "4"},
		{"tempo", "tempo", "tempo", "tempo-distributed", "4"},
		{"loki", "loki", "loki", "loki", "4"},
		{"pyroscope", "pyroscope", "pyroscope", "pyroscope", "5"},
		{"grafana", "grafana", "grafana", "grafana", "6"},
	}
}

type promise struct{ component, namespace, release, chart, wave string }

// promisedBuckets are where the backends keep their data.
func promisedBuckets() map[string]string {
	return map[string]string{"mimir": "mimir-data", "tempo": "tempo-traces", "loki": "loki-chunks", "pyroscope": "pyroscope"}
}

func TestPromise(t *testing.T) {
	recorded := deploy(t, nil)
	var kept []promise
	for _, release := range promised() {
		one := recorded.get(t, "Release "+release.release)
		namespace := recorded.get(t, "Namespace "+one.Inputs["namespace"].StringValue())
		metadata := namespace.Inputs["metadata"].ObjectValue()
		version := one.Inputs["version"].StringValue()
		assert.Equal(t, fmt.Sprintf(".charts/%s-%s.tgz", release.chart, version), one.Inputs["chart"].StringValue())
		kept = append(kept, promise{
			component: one.component(),
			namespace: metadata["name"].StringValue(),
			release:   one.Inputs["name"].StringValue(),
			chart:     release.chart, // as the archive's name has just shown
			wave:      metadata["annotations"].ObjectValue()[manifest.WaveAnnotation].StringValue(),
		})
	}
	assert.Equal(t, promised(), kept)
	assert.Len(t, recorded.kind("Release"), len(promised()), "no Release beyond the promised ones")
	assert.Len(t, recorded.kind("Namespace"), 9, "eight components and telemetry")
}

func TestPromisedAddresses(t *testing.T) {
	endpoints := deploy(t, nil).output(t, "endpoints").(map[string]any)
	for _, address := range []struct{ name, want string }{
		{"minio.s3", "http://kalypso-minio.minio.svc.cluster.local:9000"},
		{"mimir.query", "http://mimir-gateway.mimir.svc.cluster.local:80/prometheus"},
		{"mimir.write", "http://mimir-gateway.mimir.svc.cluster.local:80/api/v1/push"},
		{"tempo.query", "http://tempo-gateway.tempo.svc.cluster.local:3100"},
		{"loki.query", "http://loki-gateway.loki.svc.cluster.local:80"},
		{"pyroscope.query", "http://pyroscope.pyroscope.svc.cluster.local:4040"},
	} {
		assert.Equal(t, address.want, endpoints[address.name], address.name)
	}
}

// One file per Release: in review their diff is what changes for users.
func TestValues(t *testing.T) {
	for _, release := range deploy(t, nil).kind("Release") {
		var text bytes.Buffer
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		require.NoError(t, encoder.Encode(release.values(t)))
		golden(t, "values/"+release.GetName()+".yaml", text.String())
	}
}

// How Helm is used is the same for every Release, and part of what makes a failure recoverable.
func TestEveryReleaseIsMadeTheSameWay(t *testing.T) {
	for _, release := range deploy(t, nil).kind("Release") {
		assert.Equal(t, release.GetName(), release.Inputs["name"].StringValue(), "autonaming would change every address")
		assert.InDelta(t, 900, release.Inputs["timeout"].NumberValue(), 0, "seconds; a cold image pull takes long")
		assert.InDelta(t, 5, release.Inputs["maxHistory"].NumberValue(), 0)
		assert.True(t, release.Inputs["cleanupOnFail"].BoolValue())
		assert.False(t, release.Inputs["skipCrds"].BoolValue())
		assert.True(t, release.GetDeleteBeforeReplace(), "two releases of one name cannot stand beside each other")
	}
}
