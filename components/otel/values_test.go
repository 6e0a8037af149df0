package otel

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

const collector kit.OTLPGRPC = "kalypso-collector.telemetry.svc.cluster.local:4317"

func TestValuesAreThoseOfTheGoldenFiles(t *testing.T) {
	kittest.Golden(t, "operator.golden.yaml", operatorValues(Args{Spec: kittest.Spec("otel"), Sizing: dev()}).Computed)
	obi := obiValues(Args{Spec: kittest.Spec("otel"), Sizing: dev(), Excluded: []string{"otel-system", "mimir"}}, Deps{Collector: collector})
	kittest.Golden(t, "obi.golden.yaml", obi.Computed)
}

func TestOBIIsLeftOutWhereItIsOfNoUse(t *testing.T) {
	for name, c := range map[string]struct {
		ebpf      bool
		collector kit.OTLPGRPC
		want      []string
	}{
		"eBPF and a collector": {true, collector, []string{operatorRelease, obiRelease}},
		"no eBPF":              {false, collector, []string{operatorRelease}},
		"no collector":         {true, "", []string{operatorRelease}},
	} {
		t.Run(name, func(t *testing.T) {
			args := Args{Spec: kittest.Spec("otel"), Sizing: dev(), EBPF: c.ebpf}
			args.Charts = []manifest.Chart{{Release: operatorRelease}, {Release: obiRelease}}
			var ready []pulumi.Resource
			recorded, err := recorder.Run(false, func(ctx *pulumi.Context) error {
				made, err := New(ctx, args, Deps{Collector: c.collector})
				if err == nil {
					ready = made.Ready()
				}
				return err
			})
			require.NoError(t, err)
			require.Len(t, ready, len(c.want))
			var releases []string
			for _, r := range recorded.Resources {
				if r.GetType() == "kubernetes:helm.sh/v3:Release" {
					releases = append(releases, r.GetName())
				}
			}
			require.ElementsMatch(t, c.want, releases)
		})
	}
}

func dev() sizing.Otel { return config.Profiles()["dev"].Sizing.Otel }
