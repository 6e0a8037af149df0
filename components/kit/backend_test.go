package kit_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// backend returns what a backend registers, by type and name.
func backend(t *testing.T, pin manifest.Component) (map[string]recorder.Resource, error) {
	t.Helper()
	recorded, err := recorder.Run(false, func(ctx *pulumi.Context) error {
		spec := kit.Spec{Component: pin, Archives: map[string]string{"mimir": ".charts/mimir-1.2.3.tgz"}}
		values := kit.Values{Computed: kit.Tree{"replicas": 1}, Protected: kit.Tree{"envFrom": kit.S3Env()}}
		return new(kit.Component).Backend(ctx, spec, kit.Backend{
			Bucket: kittest.Bucket("mimir-data"), Values: values, Outputs: pulumi.Map{},
			Files:   map[string]map[string]string{"rules": {"shop.yaml": "groups: []"}},
			Secrets: map[string]map[string]credential.Secret{"routes": {"all.yaml": credential.NewSecret("hidden")}},
		})
	})
	made := map[string]recorder.Resource{}
	for _, r := range recorded.Resources {
		made[r.GetType()+" "+r.GetName()] = r
	}
	return made, err
}

func TestBackendMakesNamespaceSecretAndRelease(t *testing.T) {
	made, err := backend(t, kittest.Pin("mimir"))
	require.NoError(t, err)
	require.Contains(t, made, "kubernetes:core/v1:Namespace mimir")
	require.Contains(t, made, "kubernetes:core/v1:Secret mimir/kalypso-s3")
	require.Contains(t, made, "kubernetes:helm.sh/v3:Release mimir")
	release := made["kubernetes:helm.sh/v3:Release mimir"]
	require.Contains(t, made, "kubernetes:core/v1:Secret mimir/routes")
	require.Equal(t, map[string]any{"shop.yaml": "groups: []"}, made["kubernetes:core/v1:ConfigMap mimir/rules"].Plain()["data"])
	require.Len(t, release.GetDependencies(), 4, "the Release waits for its Namespace and for what its pods mount")
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
	require.Equal(t, "metrics-mimir-gateway.metrics.svc.cluster.local:80", kit.ServiceOf(pin, "cluster.local", "-gateway", 80).HostPort())
}
