package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

// external is a sound external object store; the table changes one thing.
func external(changes settings) settings {
	s := settings{
		"objectStore": `{"endpoint": "s3.example.org"}`, "components": `{"minio": {"enabled": false}}`,
		"objectStoreAccessKey": "hidden-access", "objectStoreSecretKey": "hidden-secret",
	}
	for name, text := range changes {
		if s[name] = text; text == "" {
			delete(s, name)
		}
	}
	return s
}

func TestErrorsNameTheKey(t *testing.T) {
	for name, c := range map[string]struct {
		settings settings
		want     string
	}{
		"unknown key":             {settings{"profil": "dev"}, `kalypso:profil: unknown key, did you mean profile`},
		"unknown key, far off":    {settings{"kafka": "{}"}, `kalypso:kafka: unknown key; known are alerting, charts, cluster,`},
		"unknown key, a level in": {settings{"retention": `{"metrcs": "7d"}`}, `kalypso:retention.metrcs: unknown key, did you mean metrics`},
		"unknown key, two in": {settings{"components": `{"loki": {"enable": true}}`},
			`kalypso:components.loki.enable: unknown key, did you mean enabled`},
		"text for a map":     {settings{"cluster": "colima"}, `kalypso:cluster: found text "colima", want a map`},
		"bad JSON for a map": {settings{"cluster": "{x"}, `kalypso:cluster: found text "{x", want a map`},
		"map for text":       {settings{"charts": `{"a": 1}`}, `kalypso:charts: found a map, want text`},
		"list for a map":     {settings{"generations": `["minio"]`}, `kalypso:generations: found a list, want a map`},
		"text for a truth value": {settings{"components": `{"loki": {"enabled": "no"}}`},
			`kalypso:components.loki.enabled: found text "no", want true or false`},
		"unknown profile":  {settings{"profile": "prod"}, `kalypso:profile: found text "prod", want dev`},
		"profile is a map": {settings{"profile": "{}"}, `kalypso:profile: found a map, want text`},
		"unknown ordering": {settings{"ordering": "wave"}, `kalypso:ordering: found text "wave", want waves or dependencies`},
		"unknown ebpf":     {settings{"ebpf": "yes"}, `kalypso:ebpf: found text "yes", want on or auto or off or unchecked`},
		"unknown data":     {settings{"data": "retain"}, `kalypso:data: found text "retain", want keep or delete`},
		"unknown data of one": {settings{"components": `{"loki": {"data": "no"}}`},
			`kalypso:components.loki.data: found text "no", want keep or delete`},
		"data is no text":     {settings{"data": "{}"}, `kalypso:data: found a map, want text`},
		"charts by ftp":       {settings{"charts": "ftp://x"}, `kalypso:charts: found an address that starts with ftp://`},
		"charts without host": {settings{"charts": "https://"}, `kalypso:charts: found "https://", want an address with a host`},
		"unknown driver": {settings{"cluster": `{"driver": "minikube"}`},
			`kalypso:cluster.driver: found text "minikube", want existing or colima or kind`},
		"minio with a scheme": {settings{"minio": `{"endpoint": "http://localhost:9000/"}`},
			`kalypso:minio.endpoint: found an address with a scheme, want host:port like localhost:30900: leave http:// out and write localhost:9000`},
		"minio without port": {settings{"minio": `{"endpoint": "localhost"}`},
			`kalypso:minio.endpoint: found text "localhost", want host:port`},
		"minio with a bad port": {settings{"minio": `{"endpoint": "localhost:s3"}`},
			`kalypso:minio.endpoint: found text "localhost:s3", want host:port`},
		"minio with a path": {settings{"minio": `{"endpoint": "a/b:9000"}`},
			`kalypso:minio.endpoint: found text "a/b:9000", want host:port`},
		"node port out of range": {settings{"minio": `{"nodePort": 9000}`}, `kalypso:minio.nodePort: found number 9000, want 30000 to 32767`},
		"bad duration": {settings{"retention": `{"logs": "30 days"}`},
			`kalypso:retention.logs: found text "30 days", want a length of time like 36h, 30d or 2w`},
		"number for a duration": {settings{"retention": `{"logs": 30}`}, `kalypso:retention.logs: found number 30, want text`},
		"too short a duration": {settings{"retention": `{"profiles": "23h"}`},
			`kalypso:retention.profiles: found 23h0m0s, want at least 24h`},
		"no whole hours":     {settings{"retention": `{"traces": "24h30m"}`}, `kalypso:retention.traces: found 24h30m0s, want whole hours`},
		"unknown credential": {settings{"generations": `{"tmepo": 2}`}, `kalypso:generations.tmepo: unknown key, did you mean tempo`},
		"generation of zero": {settings{"generations": `{"tempo": 0}`}, `kalypso:generations.tempo: found number 0, want at least 1`},
		"generation as text": {settings{"generations": `{"tempo": "2"}`}, `kalypso:generations.tempo: found text "2", want a whole number`},
		"bad quantity": {settings{"components": `{"loki": {"values": {"x": [{"resources": {"limits": {"memory": "1 GB"}}}]}}}`},
			`kalypso:components.loki.values.x[0].resources.limits.memory: found text "1 GB", want a quantity`},
		"quantity of a wrong type": {settings{"components": `{"loki": {"values": {"requests": {"cpu": true}}}}`},
			`values.requests.cpu: found true, want a quantity`},
		"thousandths of a byte": {settings{"components": `{"loki": {"values": {"requests": {"memory": "512m"}}}}`},
			`found text "512m", which is thousandths of a byte; want 512Mi`},
		"date without quotes": {settings{"components": `{"loki": {"values": {"from": "2024-04-01 00:00:00 +0000 UTC"}}}`},
			`values.from: found text "2024-04-01 00:00:00 +0000 UTC", which is what becomes of a date without quotes: want "2024-04-01", in quotes`},
		"set without --path": {settings{"minio.endpoint": "hidden"},
			"kalypso:minio.endpoint: was set without --path: `pulumi config rm kalypso:minio.endpoint`, then `pulumi config set --path 'kalypso:minio.endpoint' ...`"},
		"bad size": {settings{"components": `{"loki": {"values": {"persistence": {"size": "10GB"}}}}`},
			`values.persistence.size: found text "10GB", want a quantity`},

		"store beside minio": {external(settings{"components": ""}), `kalypso:objectStore: set while minio is enabled`},
		"store beside minio, how": {external(settings{"components": ""}),
			`while data moves from one to the other, say kalypso:components.minio.enabled: true`},
		"standby without minio": {external(settings{"objectStore": `{"endpoint": "s3.example.org", "standby": true}`}),
			`kalypso:objectStore.standby: true, so the backends use minio, which is switched off: remove one`},
		"store without endpoint": {external(settings{"objectStore": `{}`}), `kalypso:objectStore.endpoint: missing`},
		"store with a scheme": {external(settings{"objectStore": `{"endpoint": "https://s3.example.org"}`}),
			`kalypso:objectStore.endpoint: found an address with a scheme, want host or host:port like s3.example.org: leave https:// out`},
		"store with a path": {external(settings{"objectStore": `{"endpoint": "s3.example.org/x"}`}),
			`kalypso:objectStore.endpoint: found text`},
		"store without region": {external(settings{"objectStore": `{"endpoint": "s3", "region": ""}`}),
			`kalypso:objectStore.region: empty`},
		"store is a list": {external(settings{"objectStore": `[]`}), `kalypso:objectStore: found a list, want a map`},
		"unknown bucket owner": {external(settings{"objectStore": `{"endpoint": "s3", "buckets": {"lokki": "abc"}}`}),
			`kalypso:objectStore.buckets.lokki: unknown key, did you mean loki`},
		"bad bucket name": {external(settings{"objectStore": `{"endpoint": "s3", "buckets": {"loki": "My_Bucket"}}`}),
			`kalypso:objectStore.buckets.loki: found text "My_Bucket", want 3 to 63`},
		"one bucket for two": {external(settings{"objectStore": `{"endpoint": "s3", "buckets": {"loki": "mimir-data"}}`}),
			`kalypso:objectStore.buckets.mimir: bucket mimir-data is loki's already`},
		"store without access key": {external(settings{"objectStoreAccessKey": ""}),
			"kalypso:objectStoreAccessKey: missing; kalypso:objectStore needs it: `pulumi config set --secret kalypso:objectStoreAccessKey`"},
		"store without secret key": {external(settings{"objectStoreSecretKey": ""}), `kalypso:objectStoreSecretKey: missing`},
		"access key without a store": {settings{"objectStoreAccessKey": "hidden"},
			`kalypso:objectStoreAccessKey: set, but there is no kalypso:objectStore`},

		"keys without a store": {settings{"objectStoreKeys": `{"loki": {"accessKey": "hidden", "secretKey": "hidden"}}`},
			`kalypso:objectStoreKeys: set, but there is no kalypso:objectStore`},
		"keys that are no JSON": {external(settings{"objectStoreKeys": "hidden"}),
			`kalypso:objectStoreKeys: is not the JSON that is wanted, by backend: {"loki": {"accessKey": "...", "secretKey": "..."}}`},
		"keys of nobody": {external(settings{"objectStoreKeys": `{"lokki": {"accessKey": "hidden", "secretKey": "hidden"}}`}),
			`kalypso:objectStoreKeys: lokki is none of kalypso:objectStore.buckets, did you mean loki`},
		"half a key": {external(settings{"objectStoreKeys": `{"loki": {"accessKey": "hidden"}}`}),
			`kalypso:objectStoreKeys: loki needs accessKey and secretKey, and takes nothing else`},
		"a misspelt key": {external(settings{"objectStoreKeys": `{"loki": {"acessKey": "hidden", "secretKey": "hidden"}}`}),
			`kalypso:objectStoreKeys: loki needs accessKey and secretKey`},
		"an unknown way": {external(settings{"objectStore": `{"endpoint": "s3", "auth": "key"}`}),
			`kalypso:objectStore.auth: found text "key", want keys or identity`},
		"accounts beside keys": {external(settings{"objectStore": `{"endpoint": "s3", "serviceAccounts": {"loki": {}}}`}),
			`kalypso:objectStore.serviceAccounts: set, but kalypso:objectStore.auth is keys: write auth: identity, or remove it`},

		"short root secret": {settings{"rootSecret": "hidden"}, "kalypso:rootSecret: the root secret has 6 characters; it needs at least 32 characters: set it once with `pulumi config set --secret kalypso:rootSecret"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := with(c.settings).parse()
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n", "one mistake, one line")
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestMissingRootSecret(t *testing.T) {
	_, err := config.Shipped().Parse(nil, nil)
	assert.EqualError(t, err, "kalypso:rootSecret: the root secret is missing; it needs at least 32 characters: set it once with "+
		"`pulumi config set --secret kalypso:rootSecret \"$(openssl rand -hex 32)\"`, or run `make init`")
}

func TestSecretsMustBeEncryptedAndNothingElse(t *testing.T) {
	_, err := config.Shipped().Parse(map[string]string{"kalypso:rootSecret": rootText}, nil)
	require.ErrorContains(t, err, "kalypso:rootSecret: is stored in clear; make a new one, encrypted: `pulumi config set --secret")
	assert.NotContains(t, err.Error(), rootText)

	// The content of what is encrypted is in no message, whatever else is wrong with it.
	for key, text := range map[string]string{"components": `{"loki": {"values": "hidden"}}`, "profile": "hidden", "rootSecrte": "hidden"} {
		_, err := config.Shipped().Parse(map[string]string{"kalypso:rootSecret": rootText, "kalypso:" + key: text},
			[]string{"kalypso:rootSecret", "kalypso:" + key})
		require.ErrorContains(t, err, "kalypso:"+key+": is encrypted, but is no secret key")
		assert.NotContains(t, err.Error(), "hidden")
		assert.Equal(t, key == "rootSecrte", strings.Contains(err.Error(), "did you mean rootSecret"))
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	s := settings{
		"profile": "prod", "ordering": "x", "cluster": `{"drvier": "kind"}`, "minio": `{"endpoint": "x"}`, "objectStore": `{}`,
		"retention": `{"logs": "1h", "metrcs": "2d"}`, "generations": `{"loki": 0}`,
		"components": `{"loki": {"values": {"limits": {"cpu": true}}}}`,
	}
	want := []string{
		`kalypso:profile: found`, `kalypso:cluster.drvier: unknown`, `kalypso:retention.metrcs: unknown`, `kalypso:rootSecret: the root secret is missing`, `kalypso:ordering: found`,
		`kalypso:minio.endpoint: found`, `kalypso:objectStoreAccessKey: missing`, `kalypso:objectStoreSecretKey: missing`,
		`kalypso:objectStore: set while minio`, `kalypso:objectStore.endpoint: missing`, `kalypso:retention.logs: found`,
		`kalypso:generations.loki: found`, `kalypso:components.loki.values.limits.cpu: found true`,
	}
	for range 5 {
		_, err := s.parse()
		require.Error(t, err)
		lines := strings.Split(err.Error(), "\n")
		require.Len(t, lines, len(want), err.Error())
		for i, line := range lines {
			assert.True(t, strings.HasPrefix(line, want[i]), "line %d: %s", i, line)
		}
	}
}

// Every backend that runs needs an identity, and keys beside it would be a second way in.
func TestIdentityProblemsAtOnce(t *testing.T) {
	_, err := with(external(settings{
		"objectStoreKeys": `{"loki": {"accessKey": "hidden", "secretKey": "hidden"}}`,
		"objectStore": `{"endpoint": "s3", "auth": "identity", "serviceAccounts": {"lokki": {},
			"loki": {"eks.amazonaws.com/role-arn": "role/loki", "azure.workload.identity/client-id": "loki"},
			"mimir": {"iam.gke.io/gcp-service-account": "mimir@example.org", "not a key": "x"}}}`,
	})).parse()
	require.Error(t, err)
	assert.Equal(t, []string{
		"kalypso:objectStoreAccessKey: set, but kalypso:objectStore.auth is identity, which takes no keys: `pulumi config rm kalypso:objectStoreAccessKey`",
		"kalypso:objectStoreSecretKey: set, but kalypso:objectStore.auth is identity, which takes no keys: `pulumi config rm kalypso:objectStoreSecretKey`",
		"kalypso:objectStoreKeys: set, but kalypso:objectStore.auth is identity, which takes no keys: `pulumi config rm kalypso:objectStoreKeys`",
		"kalypso:objectStore.serviceAccounts.pyroscope: missing; write the annotations of its ServiceAccount (azure.workload.identity/client-id, " +
			"eks.amazonaws.com/role-arn, iam.gke.io/gcp-service-account), or {} if it needs none",
		"kalypso:objectStore.serviceAccounts.tempo: missing; write the annotations of its ServiceAccount (azure.workload.identity/client-id, " +
			"eks.amazonaws.com/role-arn, iam.gke.io/gcp-service-account), or {} if it needs none",
		`kalypso:objectStore.serviceAccounts.loki["azure.workload.identity/client-id"]: found text "loki", want the client ID of a managed identity, a UUID`,
		`kalypso:objectStore.serviceAccounts.loki["eks.amazonaws.com/role-arn"]: found text "role/loki", want the ARN of a role like arn:aws:iam::111122223333:role/loki`,
		"kalypso:objectStore.serviceAccounts.lokki: unknown key, did you mean loki",
		`kalypso:objectStore.serviceAccounts.mimir["iam.gke.io/gcp-service-account"]: found text "mimir@example.org", want an account like loki@project.iam.gserviceaccount.com`,
		`kalypso:objectStore.serviceAccounts.mimir["not a key"]: is no annotation's key, want one like eks.amazonaws.com/role-arn`,
	}, strings.Split(err.Error(), "\n"))
	assert.NotContains(t, err.Error(), "hidden")
}
