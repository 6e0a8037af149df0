package tempo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestValuesAreThoseOfTheGoldenFile(t *testing.T) {
	for name, metrics := range map[string]kit.PromRemoteWrite{
		"values.golden.yaml":                 "http://metrics.example/api/v1/push",
		"values-without-metrics.golden.yaml": "",
	} {
		t.Run(name, func(t *testing.T) {
			deps := Deps{Store: kittest.Bucket("tempo-traces"), Metrics: metrics}
			values := values(Args{Spec: kittest.Spec("tempo"), Sizing: dev(), Retention: "336h"}, deps)
			kittest.Golden(t, name, kit.Merge(values.Computed, values.Protected))
		})
	}
}

func TestWithoutMetricsNothingIsGenerated(t *testing.T) {
	computed := values(Args{Spec: kittest.Spec("tempo"), Sizing: dev()}, Deps{Store: kittest.Bucket("tempo-traces")}).Computed
	require.Equal(t, false, computed["metricsGenerator"].(kit.Tree)["enabled"])
	generated := computed["overrides"].(kit.Tree)["defaults"].(kit.Tree)["metrics_generator"].(kit.Tree)
	require.NotContains(t, generated, "processors")
}

func TestValuesAreThoseOfABackend(t *testing.T) {
	kittest.Backend(t, func(bucket kit.Bucket) kit.Values {
		return values(Args{Spec: kittest.Spec("tempo"), Sizing: dev()}, Deps{Store: bucket})
	})
}

func TestAddressesAreThePromisedOnes(t *testing.T) {
	require.Equal(t, Endpoints{
		Query: "http://tempo-gateway.tempo.svc.cluster.local:3100",
		OTLP:  "tempo-distributor.tempo.svc.cluster.local:4317",
	}, Addresses(kittest.Pin("tempo"), "cluster.local"))
}

func dev() sizing.Tempo { return config.Profiles()["dev"].Sizing.Tempo }
