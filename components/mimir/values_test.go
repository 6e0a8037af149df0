package mimir

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestValuesAreThoseOfTheGoldenFile(t *testing.T) {
	values := values(Args{Spec: kittest.Spec("mimir"), Sizing: dev(), Retention: "720h"}, Deps{Store: kittest.Bucket("mimir-data")})
	kittest.Golden(t, "values.golden.yaml", kit.Merge(values.Computed, values.Protected))
}

func TestValuesAreThoseOfABackend(t *testing.T) {
	kittest.Backend(t, func(bucket kit.Bucket) kit.Values {
		return values(Args{Spec: kittest.Spec("mimir"), Sizing: dev()}, Deps{Store: bucket})
	})
}

func TestAddressesAreThePromisedOnes(t *testing.T) {
	require.Equal(t, Endpoints{
		Write:  "http://mimir-gateway.mimir.svc.cluster.local:80/api/v1/push",
		Query:  "http://mimir-gateway.mimir.svc.cluster.local:80/prometheus",
		OTLP:   "http://mimir-gateway.mimir.svc.cluster.local:80/otlp",
		Alerts: "http://mimir-gateway.mimir.svc.cluster.local:80/alertmanager",
	}, Addresses(kittest.Pin("mimir"), "cluster.local"))
}

func dev() sizing.Mimir { return config.Profiles()["dev"].Sizing.Mimir }
