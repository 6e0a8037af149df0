package stacks_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/s3probe"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

// Other keys of a store outside of the platform restart the pods that use them: those of all backends, or of the one that has its own.
// Nothing outside of Secrets tells what they are.
func TestOtherKeysOfAnExternalStoreRestartItsPods(t *testing.T) {
	const another = "AnotherSecretKeyOfTheExternalStore"
	project := stackstest.Project(t)
	before := deployIn(t, project, external())
	for name, c := range map[string]struct {
		keys stackstest.Config
		want []string
	}{
		"of all": {stackstest.Config{"objectStoreSecretKey": another}, []string{
			"Release loki restarts its pods", "Release mimir restarts its pods", "Release pyroscope restarts its pods", "Release tempo restarts its pods",
			"Secret loki/kalypso-s3 data.AWS_SECRET_ACCESS_KEY", "Secret mimir/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
			"Secret pyroscope/kalypso-s3 data.AWS_SECRET_ACCESS_KEY", "Secret tempo/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
		}},
		"of one": {stackstest.Config{"objectStoreKeys": map[string]any{"loki": map[string]any{"accessKey": externalAccessKey, "secretKey": another}}},
			[]string{"Release loki restarts its pods", "Secret loki/kalypso-s3 data.AWS_SECRET_ACCESS_KEY"}},
	} {
		t.Run(name, func(t *testing.T) {
			after := deployIn(t, project, external().With(c.keys))
			assert.Equal(t, c.want, restarts(changes(before, after)))
			marked := after.search(t, map[string]string{"another": another, "access": externalAccessKey, "secret": externalSecretKey})
			assert.Positive(t, marked["another"])
		})
	}
}

// byIdentity is a store outside of the platform that the backends reach by the workload identity of the cluster.
func byIdentity() stackstest.Config {
	return external().With(stackstest.Config{
		"objectStoreAccessKey": nil, "objectStoreSecretKey": nil,
		"objectStore": map[string]any{"endpoint": "s3.eu-central-1.amazonaws.com", "auth": "identity", "serviceAccounts": map[string]any{
			"mimir":     map[string]any{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/mimir"},
			"tempo":     map[string]any{"iam.gke.io/gcp-service-account": "tempo@observability.iam.gserviceaccount.com"},
			"loki":      map[string]any{"azure.workload.identity/client-id": "00000000-0000-0000-0000-00000000000a"},
			"pyroscope": map[string]any{},
		}},
	})
}

func TestAnIdentityStandsInThePlaceOfKeys(t *testing.T) {
	recorded := deploy(t, byIdentity())
	for _, backend := range slices.Sorted(maps.Keys(promised.Buckets())) {
		assert.NotContains(t, recorded.ids(), "Secret "+backend+"/kalypso-s3")
		for path, tree := range trees(recorded.get(t, "Release "+backend).values(t)) {
			assert.NotEqual(t, kit.S3Env(), tree["extraEnvFrom"], "%s%s", backend, path)
		}
	}
	values := func(release string) map[string]any { return recorded.get(t, "Release "+release).values(t) }
	assert.Equal(t, map[string]any{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/mimir"},
		kit.Lookup(values("mimir"), "serviceAccount", "annotations"))
	assert.Equal(t, map[string]any{"iam.gke.io/gcp-service-account": "tempo@observability.iam.gserviceaccount.com"},
		kit.Lookup(values("tempo"), "serviceAccount", "annotations"))
	assert.Equal(t, map[string]any{"azure.workload.identity/use": "true"}, kit.Lookup(values("loki"), "singleBinary", "podLabels"))
	assert.Nil(t, kit.Lookup(values("mimir"), "ingester", "podLabels"))
	assert.Nil(t, kit.Lookup(values("pyroscope"), "pyroscope", "serviceAccount"))
}

// A pod is given its identity when it is made, so another one makes it anew.
func TestAnotherIdentityRestartsItsPods(t *testing.T) {
	project, after := stackstest.Project(t), byIdentity()
	before := deployIn(t, project, byIdentity())
	after["objectStore"].(map[string]any)["serviceAccounts"].(map[string]any)["mimir"] =
		map[string]any{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/metrics"}
	assert.Equal(t, []string{"Release mimir restarts its pods", "Release mimir values.serviceAccount.annotations.eks.amazonaws.com/role-arn"},
		restarts(changes(before, deployIn(t, project, after))))
}

// This machine has not the backends' identities: what it could try would say nothing of them.
func TestIdentitiesAreNotTriedFromHere(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).With(byIdentity()).Set(t)
	recorded, err := record(t, false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34),
		Write: func(context.Context, kit.Bucket, bool) error { return s3probe.RefusedError{Code: "AccessDenied"} }}.Run)
	require.NoError(t, err)
	require.Len(t, recorded.logs, 1)
	assert.Contains(t, recorded.logs[0], "sends no checksum")
}
