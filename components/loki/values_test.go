package loki

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestValuesAreThoseOfTheGoldenFile(t *testing.T) {
	values := values(Args{Spec: kittest.Spec("loki"), Sizing: dev(), Retention: "168h"}, Deps{Store: kittest.Bucket("loki-chunks")})
	kittest.Golden(t, "values.golden.yaml", kit.Merge(values.Computed, values.Protected))
}

func TestValuesAreThoseOfABackend(t *testing.T) {
	kittest.Backend(t, func(bucket kit.Bucket) kit.Values {
		return values(Args{Spec: kittest.Spec("loki"), Sizing: dev()}, Deps{Store: bucket})
	})
}

func TestAddressesAreThePromisedOnes(t *testing.T) {
	require.Equal(t, Endpoints{
		Query: "http://loki-gateway.loki.svc.cluster.local:80",
		OTLP:  "http://loki-gateway.loki.svc.cluster.local:80/otlp",
	}, Addresses(kittest.Pin("loki"), "cluster.local"))
}

func dev() sizing.Loki { return config.Profiles()["dev"].Sizing.Loki }
