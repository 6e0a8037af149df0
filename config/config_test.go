package config_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

const rootText = "0123456789abcdef0123456789abcdef"

// settings are keys without their namespace. Those that hold secrets are encrypted, as in a sound stack.
type settings map[string]string

func (s settings) parse() (config.Config, error) { return s.parseFor(config.Shipped()) }

func (s settings) parseFor(platform config.Platform) (config.Config, error) {
	raw, secretKeys := map[string]string{}, []string{}
	for name, text := range s {
		raw["kalypso:"+name] = text
		if slices.Contains(config.Secrets(), name) {
			secretKeys = append(secretKeys, "kalypso:"+name)
		}
	}
	return platform.Parse(raw, secretKeys)
}

// with returns the settings and a sound root secret.
func with(s settings) settings {
	out := settings{"rootSecret": rootText}
	maps.Copy(out, s)
	return out
}

func parse(t *testing.T, s settings) config.Config {
	t.Helper()
	parsed, err := with(s).parse()
	require.NoError(t, err)
	return parsed
}

func TestDefaultsOfDev(t *testing.T) {
	got := parse(t, nil)
	root, err := credential.NewRoot(rootText)
	require.NoError(t, err)
	assert.Equal(t, config.Config{
		Profile:        "dev",
		ReleaseTimeout: config.Duration(15 * time.Minute),
		Ordering:       config.Waves,
		Data:           config.Delete,
		EBPF:           config.EBPFOn,
		Cluster:        config.Cluster{Driver: "existing", ClusterSettings: config.DefaultClusterSettings()},
		Retention:      config.Retention{Metrics: config.Days(7), Logs: config.Days(7), Traces: config.Days(3), Profiles: config.Days(3)},
		Sizing:         config.Profiles()["dev"].Sizing,
		Telemetry:      config.DefaultTelemetry("dev"),
		Alerting:       config.DefaultAlerting(),
		Generations:    map[string]int{"minio": 1, "mimir": 1, "tempo": 1, "loki": 1, "pyroscope": 1, "grafana": 1},
		Components:     map[string]config.Component{},
		Root:           root,

		NetworkPolicies: true,
	}, got)
}

func TestEveryKey(t *testing.T) {
	got := parse(t, settings{
		"profile": "dev", "ordering": "dependencies", "ebpf": "auto", "charts": "oci://mirror.example.org/charts",
		"cluster":     `{"driver": "existing", "kubeconfig": "/tmp/k", "context": "c"}`,
		"minio":       `{"endpoint": "localhost:30900", "nodePort": 30900}`,
		"objectStore": `{"endpoint": "s3.example.org", "region": "r", "tls": false, "buckets": {"loki": "my-loki"}}`,
		"retention":   `{"logs": "2w", "traces": "36h"}`,
		"generations": `{"mimir": 2}`,
		"components": `{"minio": {"enabled": false},
			"mimir": {"values": {"ingester": {"replicas": 3, "resources": {"requests": {"cpu": 1, "memory": "512Mi"}}}}}}`,
		"objectStoreAccessKey": "access", "objectStoreSecretKey": "hidden",
		"objectStoreKeys": `{"loki": {"accessKey": "its", "secretKey": "own"}}`,
	})
	assert.Equal(t, config.Dependencies, got.Ordering)
	assert.Equal(t, config.EBPFAuto, got.EBPF)
	assert.Equal(t, "oci://mirror.example.org/charts", got.Charts)
	assert.Equal(t, config.Cluster{Driver: "existing", Kubeconfig: "/tmp/k", Context: "c",
		ClusterSettings: config.DefaultClusterSettings()}, got.Cluster)
	assert.Equal(t, config.MinIO{Endpoint: "localhost:30900", NodePort: 30900}, got.MinIO)
	assert.Equal(t, &config.ObjectStore{
		Endpoint: "s3.example.org", Region: "r", Auth: config.AuthKeys,
		Buckets: map[string]string{"mimir": "mimir-data", "tempo": "tempo-traces", "loki": "my-loki", "pyroscope": "pyroscope"},
		Keys: map[string]config.AccessKeys{"mimir": keys("access", "hidden"), "tempo": keys("access", "hidden"), "loki": keys("its", "own"),
			"pyroscope": keys("access", "hidden")},
	}, got.ObjectStore)
	assert.Equal(t, "168h 336h 36h 72h", strings.Join([]string{
		got.Retention.Metrics.Hours(), got.Retention.Logs.Hours(), got.Retention.Traces.Hours(), got.Retention.Profiles.Hours(),
	}, " "))
	assert.Equal(t, map[string]int{"minio": 1, "mimir": 2, "tempo": 1, "loki": 1, "pyroscope": 1, "grafana": 1}, got.Generations)
	assert.False(t, got.Components["minio"].On())
	assert.True(t, got.Components["mimir"].On())
	assert.True(t, got.Components["never mentioned"].On())
	assert.Equal(t, map[string]any{"ingester": map[string]any{
		"replicas": 3, "resources": map[string]any{"requests": map[string]any{"cpu": 1, "memory": "512Mi"}},
	}}, got.Components["mimir"].Values)
}

func keys(access, secret string) config.AccessKeys {
	return config.AccessKeys{AccessKey: credential.NewSecret(access), SecretKey: credential.NewSecret(secret)}
}

// What runs decides whose keys are needed, and with identity nobody's are.
func TestObjectStoreAuth(t *testing.T) {
	off := `{"minio": {"enabled": false}, "tempo": {"enabled": false}, "pyroscope": {"enabled": false}}`
	own := parse(t, settings{"objectStore": `{"endpoint": "s3"}`, "components": off,
		"objectStoreKeys": `{"loki": {"accessKey": "a", "secretKey": "b"}, "mimir": {"accessKey": "c", "secretKey": "d"}}`})
	assert.Equal(t, keys("c", "d"), own.ObjectStore.Keys["mimir"])

	identity := parse(t, settings{"components": off,
		"objectStore": `{"endpoint": "s3", "auth": "identity", "serviceAccounts": {"loki": {}, "mimir": {"eks.amazonaws.com/role-arn": "` + roleARN + `"}}}`})
	assert.Equal(t, map[string]map[string]string{"loki": {}, "mimir": {"eks.amazonaws.com/role-arn": roleARN}}, identity.ObjectStore.ServiceAccounts)
	assert.Empty(t, identity.ObjectStore.Keys)
}

const roleARN = "arn:aws:iam::111122223333:role/mimir"

// A tool that looks at a stack without its secrets must not ask for keys that may be there.
func TestObjectStoreKeysThatCannotBeRead(t *testing.T) {
	t.Setenv("PULUMI_CONFIG", `{"kalypso:objectStore": "{\"endpoint\": \"s3\"}", "kalypso:components": "{\"minio\": {\"enabled\": false}}"}`)
	t.Setenv("PULUMI_CONFIG_SECRET_KEYS", `["kalypso:rootSecret", "kalypso:objectStoreKeys"]`)
	_, err := config.Shipped().LoadWithoutSecrets()
	assert.NoError(t, err)
}

func TestObjectStoreDefaults(t *testing.T) {
	got := parse(t, settings{
		"objectStore": `{"endpoint": "10.0.0.1:9000"}`, "components": `{"minio": {"enabled": false}}`,
		"objectStoreAccessKey": "access", "objectStoreSecretKey": "hidden",
	})
	assert.Equal(t, "us-east-1", got.ObjectStore.Region)
	assert.True(t, got.ObjectStore.TLS)
	assert.Equal(t, config.Shipped().Buckets, got.ObjectStore.Buckets)
}

// A plain `ebpf: off` in Pulumi.<stack>.yaml can arrive as a truth value.
func TestEBPFAsTruthValue(t *testing.T) {
	assert.Equal(t, config.EBPFOff, parse(t, settings{"ebpf": "false"}).EBPF)
	assert.Equal(t, config.EBPFOn, parse(t, settings{"ebpf": "true"}).EBPF)
}

// Two parses must not share the maps of the defaults.
func TestDefaultsAreNotShared(t *testing.T) {
	parse(t, settings{"generations": `{"minio": 5}`, "components": `{"loki": {}}`})
	got := parse(t, nil)
	assert.Equal(t, 1, got.Generations["minio"])
	assert.Empty(t, got.Components)
}

func TestOtherNamespacesAreIgnored(t *testing.T) {
	_, err := config.Shipped().Parse(map[string]string{"kalypso:rootSecret": rootText, "kubernetes:context": "x", "rootSecret": "y"},
		[]string{"kalypso:rootSecret", "aws:secretKey"})
	assert.NoError(t, err)
}

func TestConfigDoesNotPrintItsSecrets(t *testing.T) {
	got := parse(t, settings{
		"objectStore": `{"endpoint": "s3.example.org"}`, "components": `{"minio": {"enabled": false}}`,
		"objectStoreAccessKey": "hidden-access", "objectStoreSecretKey": "hidden-secret",
	})
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		printed := fmt.Sprintf(verb, got) + fmt.Sprintf(verb, *got.ObjectStore)
		assert.NotContains(t, printed, rootText)
		assert.NotContains(t, printed, "hidden")
	}
}

func TestCheckComponents(t *testing.T) {
	got := parse(t, settings{"components": `{"mimr": {}, "loki": {}, "thanos": {}}`})
	err := got.CheckComponents([]string{"loki", "mimir"})
	assert.EqualError(t, err, "kalypso:components.mimr: unknown component, did you mean mimir\n"+
		"kalypso:components.thanos: unknown component; known are loki, mimir")
	assert.NoError(t, got.CheckComponents([]string{"loki", "mimr", "thanos"}))
}

func TestLoad(t *testing.T) {
	t.Setenv("PULUMI_CONFIG", `{"kalypso:rootSecret": "`+rootText+`", "kalypso:ordering": "dependencies"}`)
	t.Setenv("PULUMI_CONFIG_SECRET_KEYS", `["kalypso:rootSecret"]`)
	got, err := config.Shipped().Load()
	require.NoError(t, err)
	assert.Equal(t, config.Dependencies, got.Ordering)

	t.Setenv("PULUMI_CONFIG_SECRET_KEYS", "")
	_, err = config.Shipped().Load()
	assert.ErrorContains(t, err, "kalypso:rootSecret: is stored in clear")

	t.Setenv("PULUMI_CONFIG", `{"kalypso:rootSecret": "`+rootText)
	_, err = config.Shipped().Load()
	require.ErrorContains(t, err, "PULUMI_CONFIG")
	assert.NotContains(t, err.Error(), rootText)
}
