package minio

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func consumers() []Consumer {
	return []Consumer{
		{Name: "loki", Bucket: "loki-chunks", User: credential.NewSecret("loki-user"), SecretKey: credential.NewSecret("loki-password"), Fingerprint: "l1"},
		{Name: "mimir", Bucket: "mimir-data", User: credential.NewSecret("mimir-user"), SecretKey: credential.NewSecret("mimir-password"), Fingerprint: "m3"},
	}
}

func TestTheChartsJobMakesBucketsAlone(t *testing.T) {
	for _, endpoint := range []string{"", "localhost:30900"} {
		merged := values(Args{Spec: spec(), Sizing: dev(), Consumers: consumers(), Endpoint: endpoint}).Merged(manifest.Chart{}, nil)
		assert.Equal(t, []string{"loki-chunks", "mimir-data"}, pick(merged["buckets"], "name"))
		assert.NotContains(t, merged, "customCommands")
		assert.Equal(t, []string{"locked"}, pick(merged["users"], "accessKey"),
			"a list that a provider drops because it is empty is the chart's own, with a well-known administrator in it")
		assert.Equal(t, []string{denied}, pick(merged["users"], "policy"))
		assert.Equal(t, []string{denied}, pick(merged["policies"], "name"))
	}
}

// Neither values nor what the Jobs are told has a name or a key: a name is enough to write with some versions of MinIO.
func TestNoCredentialInValuesAndJobs(t *testing.T) {
	for _, endpoint := range []string{"", "localhost:30900"} {
		args := Args{Spec: spec(), Sizing: dev(), Consumers: consumers(), Endpoint: endpoint,
			RootUser: credential.NewSecret("root-user"), RootPassword: credential.NewSecret("root-password")}
		args.Charts = []manifest.Chart{{}}
		text, err := json.Marshal([]any{values(args).Merged(manifest.Chart{}, nil), job(args, "make", "x"), job(args, "retire", "x")})
		require.NoError(t, err)
		for _, secret := range []string{"-password", "loki-user", "mimir-user"} {
			assert.NotContains(t, string(text), secret)
		}
		assert.Equal(t, rootSecret, values(args).Protected["existingSecret"])
	}
}

func TestNodePort(t *testing.T) {
	assert.NotContains(t, values(Args{Spec: spec(), Sizing: dev()}).Computed, "service")
	published := values(Args{Spec: spec(), Sizing: dev(), NodePort: 30900})
	assert.Equal(t, map[string]any{"type": "NodePort", "nodePort": 30900}, published.Computed["service"])
}

func TestAddresses(t *testing.T) {
	pin := manifest.Component{Namespace: manifest.Namespace{Name: "minio"}}
	want := kit.ObjectStore{Endpoint: "kalypso-minio.minio.svc.cluster.local:9000", Region: "us-east-1"}
	assert.Equal(t, want, Addresses(pin, "cluster.local"))
	assert.Equal(t, "kalypso-minio-console.minio.svc.cluster.local:9001", Console(pin, "cluster.local").HostPort())
}

// pick returns one text of each map in a list.
func pick(list any, key string) []string {
	var texts []string
	for _, item := range list.([]any) {
		texts = append(texts, item.(map[string]any)[key].(string))
	}
	return texts
}

func dev() sizing.MinIO { return config.Profiles()["dev"].Sizing.MinIO }

func spec() kit.Spec { return kittest.Spec("minio") }
