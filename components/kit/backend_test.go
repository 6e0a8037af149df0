package kit_test

import (
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// recorder is a Pulumi engine that remembers what is registered, and refuses nothing.
type recorder struct {
	sync.Mutex
	resources map[string]pulumi.MockResourceArgs
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.Lock()
	defer r.Unlock()
	r.resources[args.TypeToken+" "+args.Name] = args
	return args.Name, args.Inputs, nil
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func backend(t *testing.T, pin manifest.Component) (map[string]pulumi.MockResourceArgs, error) {
	t.Helper()
	seen := &recorder{resources: map[string]pulumi.MockResourceArgs{}}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		spec := kit.Spec{Component: pin, Archives: map[string]string{"mimir": ".charts/mimir-1.2.3.tgz"}}
		values := kit.Values{Computed: kit.Tree{"replicas": 1}, Protected: kit.Tree{"envFrom": kit.S3Env()}}
		return new(kit.Component).Backend(ctx, spec, kittest.Bucket("mimir-data"), values, pulumi.Map{})
	}, pulumi.WithMocks("kalypso", "test", seen))
	return seen.resources, err
}

func TestBackendMakesNamespaceSecretAndRelease(t *testing.T) {
	made, err := backend(t, kittest.Pin("mimir"))
	require.NoError(t, err)
	require.Contains(t, made, "kubernetes:core/v1:Namespace mimir")
	require.Contains(t, made, "kubernetes:core/v1:Secret mimir/kalypso-s3")
	release := made["kubernetes:helm.sh/v3:Release mimir"].RegisterRPC
	require.NotNil(t, release)
	require.Len(t, release.GetDependencies(), 2, "the Release waits for its Namespace and its Secret")
}

func TestBackendIsExactlyOneChart(t *testing.T) {
	pin := kittest.Pin("mimir")
	pin.Charts = append(pin.Charts, manifest.Chart{Release: "exporter"})
	made, err := backend(t, pin)
	require.ErrorContains(t, err, "manifests/mimir/kustomization.yaml lists 2 helmCharts")
	require.NotContains(t, made, "kubernetes:core/v1:Namespace mimir")
}

func TestServiceOfTakesReleaseAndNamespaceFromThePin(t *testing.T) {
	pin := kittest.Pin("mimir")
	pin.Charts[0].Release, pin.Namespace.Name = "metrics-mimir", "metrics"
	require.Equal(t, "metrics-mimir-gateway.metrics.svc.cluster.local:80", kit.ServiceOf(pin, "-gateway", 80).HostPort())
}
