package stackstest

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// RootSecret is the root secret of Development.
const RootSecret = "a root secret for tests, of 32 characters and more"

// Config is a stack's configuration as a person writes it: keys without "kalypso:", and text or a tree for each.
type Config map[string]any

// Development is the configuration of a development stack in a Project: only what has no default.
func Development(project string) Config {
	return Config{"rootSecret": RootSecret, "charts": filepath.Join(project, "charts")}
}

// With returns the configuration with keys set, or, where the value is nil, left out.
func (c Config) With(keys Config) Config {
	with := maps.Clone(c)
	maps.Copy(with, keys)
	maps.DeleteFunc(with, func(_ string, value any) bool { return value == nil })
	return with
}

// Off is the components key that switches components off.
func Off(names ...string) map[string]any {
	components := map[string]any{}
	for _, name := range names {
		components[name] = map[string]any{"enabled": false}
	}
	return components
}

// Texts are the configuration as the Pulumi engine has it: a text for each key, and the keys that are encrypted.
func (c Config) Texts(t testing.TB) (texts map[string]string, secrets []string) {
	t.Helper()
	texts, secrets = map[string]string{}, []string{}
	for _, key := range slices.Sorted(maps.Keys(c)) {
		text, plain := c[key].(string)
		if !plain {
			tree, err := json.Marshal(c[key])
			require.NoError(t, err)
			text = string(tree)
		}
		texts["kalypso:"+key] = text
		if slices.Contains(config.Secrets(), key) {
			secrets = append(secrets, "kalypso:"+key)
		}
	}
	return texts, secrets
}

// Set hands the configuration to the program the way the Pulumi engine does, until the test ends.
func (c Config) Set(t testing.TB) {
	t.Helper()
	texts, secrets := c.Texts(t)
	for variable, value := range map[string]any{"PULUMI_CONFIG": texts, "PULUMI_CONFIG_SECRET_KEYS": secrets} {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		t.Setenv(variable, string(text))
	}
}

// Kubernetes stands in for cluster.Ask: a cluster of version 1.<minor>.
func Kubernetes(minor int) func(context.Context, config.Cluster) (cluster.Answer, error) {
	return func(context.Context, config.Cluster) (cluster.Answer, error) {
		return cluster.Answer{Version: cluster.Version{Major: 1, Minor: minor}, UID: UID}, nil
	}
}

// UID is that of the cluster that Kubernetes stands in for.
const UID = "00000000-0000-0000-0000-000000000001"
