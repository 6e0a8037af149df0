package pyroscope

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestValuesAreThoseOfTheGoldenFile(t *testing.T) {
	values := values(Args{Spec: kittest.Spec("pyroscope"), Sizing: dev(), Retention: "168h"}, Deps{Store: kittest.Bucket("pyroscope")})
	kittest.Golden(t, "values.golden.yaml", kit.Merge(values.Computed, values.Protected))
}

func TestValuesAreThoseOfABackend(t *testing.T) {
	kittest.Backend(t, func(bucket kit.Bucket) kit.Values {
		return values(Args{Spec: kittest.Spec("pyroscope"), Sizing: dev()}, Deps{Store: bucket})
	})
}

func TestAddressesAreThePromisedOnes(t *testing.T) {
	require.Equal(t, Endpoints{
		Query: "http://pyroscope.pyroscope.svc.cluster.local:4040",
		OTLP:  "pyroscope.pyroscope.svc.cluster.local:4040",
	}, Addresses(kittest.Pin("pyroscope"), "cluster.local"))
}

func dev() sizing.Pyroscope { return config.Profiles()["dev"].Sizing.Pyroscope }
