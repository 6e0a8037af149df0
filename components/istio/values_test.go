package istio

import (
	"slices"
	"strings"
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

func here() Args {
	args := Args{Spec: kittest.Spec("istio-system"), Sizing: dev()}
	args.Charts = []manifest.Chart{{Release: baseRelease}, {Release: istiodRelease}}
	return args
}

func TestValuesAreThoseOfTheGoldenFiles(t *testing.T) {
	kittest.Golden(t, "base.golden.yaml", baseValues(here()).Computed)
	kittest.Golden(t, "istiod.golden.yaml", istiodValues(here(), Deps{Collector: kit.Service{
		Name: "kalypso-collector", Namespace: "telemetry", Domain: "cluster.local", Port: 4317}}).Computed)
	kittest.Golden(t, "telemetry.golden.yaml", telemetry(here()))
}

// edges remembers what each resource waits for.
type edges struct {
	sync.Mutex
	of map[string][]string
}

func (e *edges) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	e.Lock()
	defer e.Unlock()
	if args.RegisterRPC != nil {
		e.of[args.Name] = args.RegisterRPC.GetDependencies()
	}
	return args.Name, args.Inputs, nil
}

func (*edges) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func TestIstiodWaitsForBase(t *testing.T) {
	seen := &edges{of: map[string][]string{}}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := New(ctx, here(), Deps{})
		return err
	}, pulumi.WithMocks("kalypso", "test", seen))
	require.NoError(t, err)
	waits := func(release, other string) bool {
		return slices.ContainsFunc(seen.of[release], func(urn string) bool { return strings.HasSuffix(urn, "::"+other) })
	}
	require.True(t, waits(istiodRelease, baseRelease), seen.of)
	require.False(t, waits(baseRelease, istiodRelease), seen.of)
}

func dev() sizing.Istio { return config.Profiles()["dev"].Sizing.Istio }
