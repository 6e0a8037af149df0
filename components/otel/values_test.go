package otel

import (
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

const collector kit.OTLPGRPC = "kalypso-collector.telemetry.svc.cluster.local:4317"

func TestValuesAreThoseOfTheGoldenFiles(t *testing.T) {
	kittest.Golden(t, "operator.golden.yaml", operatorValues(dev()).Computed)
	obi := obiValues(Args{Sizing: dev(), Excluded: []string{"otel-system", "mimir"}}, Deps{Collector: collector})
	kittest.Golden(t, "obi.golden.yaml", obi.Computed)
}

// releases remembers the Helm releases that are registered.
type releases struct {
	sync.Mutex
	names []string
}

func (r *releases) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.Lock()
	defer r.Unlock()
	if args.TypeToken == "kubernetes:helm.sh/v3:Release" {
		r.names = append(r.names, args.Name)
	}
	return args.Name, args.Inputs, nil
}

func (*releases) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

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
			args := Args{Sizing: dev(), EBPF: c.ebpf}
			args.Component = kittest.Pin("otel")
			args.Charts = []manifest.Chart{{Release: operatorRelease}, {Release: obiRelease}}
			seen := &releases{}
			err := pulumi.RunErr(func(ctx *pulumi.Context) error {
				made, err := New(ctx, args, Deps{Collector: c.collector})
				if err != nil {
					return err
				}
				require.Len(t, made.Ready(), len(c.want))
				return nil
			}, pulumi.WithMocks("kalypso", "test", seen))
			require.NoError(t, err)
			require.ElementsMatch(t, c.want, seen.names)
		})
	}
}

func dev() sizing.Otel { return config.Profiles()["dev"].Sizing.Otel }
