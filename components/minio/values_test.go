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
		{Name: "loki", Bucket: "loki-chunks", Generation: 1, User: "loki-1", SecretKey: credential.NewSecret("loki-password")},
		{Name: "mimir", Bucket: "mimir-data", Generation: 3, User: "mimir-3", SecretKey: credential.NewSecret("mimir-password")},
	}
}

func TestJobMakesBucketsUsersAndPolicies(t *testing.T) {
	merged := values(Args{Spec: spec(), Sizing: dev(), Consumers: consumers()}).Merged(manifest.Chart{}, nil)
	assert.Equal(t, []string{"loki-chunks", "mimir-data"}, pick(merged["buckets"], "name"))
	assert.Equal(t, []string{"loki-1", "mimir-3"}, pick(merged["users"], "accessKey"))
	assert.Equal(t, []string{"loki", "mimir"}, pick(merged["users"], "policy"))
	assert.Equal(t, []string{"loki", "mimir"}, pick(merged["users"], "existingSecretKey"))
	assert.Equal(t, []string{usersSecret, usersSecret}, pick(merged["users"], "existingSecret"))
	assert.Equal(t, []string{"loki", "mimir"}, pick(merged["policies"], "name"))
}

func TestProviderLeavesTheJobTheBuckets(t *testing.T) {
	merged := values(Args{Spec: spec(), Sizing: dev(), Consumers: consumers(), Endpoint: "localhost:30900"}).Merged(manifest.Chart{}, nil)
	assert.Equal(t, []string{"loki-chunks", "mimir-data"}, pick(merged["buckets"], "name"))
	assert.NotContains(t, merged, "customCommands")
	assert.Equal(t, []string{"locked"}, pick(merged["users"], "accessKey"),
		"a list that a provider drops because it is empty is the chart's own, with a well-known administrator in it")
	assert.Equal(t, []string{denied}, pick(merged["users"], "policy"))
	assert.Equal(t, []string{denied}, pick(merged["policies"], "name"))
}

func TestRetiredGenerationsAreRemoved(t *testing.T) {
	assert.Equal(t, []string{
		"admin user remove myminio mimir-1 || true",
		"admin user remove myminio mimir-2 || true",
	}, pick(values(Args{Spec: spec(), Sizing: dev(), Consumers: consumers()}).Computed["customCommands"], "command"))
	once := Args{Spec: spec(), Sizing: dev(), Consumers: consumers()[:1]}
	assert.Empty(t, values(once).Computed["customCommands"], "nothing to retire at generation 1")
}

func TestNoCredentialInValues(t *testing.T) {
	for _, endpoint := range []string{"", "localhost:30900"} {
		args := Args{Spec: spec(), Sizing: dev(), Consumers: consumers(), Endpoint: endpoint,
			RootPassword: credential.NewSecret("root-password")}
		text, err := json.Marshal(values(args).Merged(manifest.Chart{}, nil))
		require.NoError(t, err)
		assert.NotContains(t, string(text), "-password")
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
