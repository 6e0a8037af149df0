package stacks_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

// external is the configuration for an object store outside of the platform.
func external() stackstest.Config {
	return stackstest.Config{
		"objectStore":          map[string]any{"endpoint": "s3.example.org", "region": "eu-central-1"},
		"objectStoreAccessKey": externalAccessKey,
		"objectStoreSecretKey": externalSecretKey,
		"components":           stackstest.Off("minio"),
	}
}

const (
	externalAccessKey = "TheAccessKeyOfTheExternalStore"
	externalSecretKey = "TheSecretKeyOfTheExternalStore"
	registryLogin     = `{"auths": {"registry.example.org": {"auth": "b2Y6dGhlLXJlZ2lzdHJ5"}}}`
)

// credentials are all secrets of the platform by what they are for. The labels stand here once more, in the clear: another
// label is another credential, and an update would rotate it.
func credentials(t *testing.T) map[string]string {
	t.Helper()
	root, err := credential.NewRoot(stackstest.RootSecret)
	require.NoError(t, err)
	all := map[string]string{"root": stackstest.RootSecret}
	for _, label := range []string{"minio/root", "grafana/admin", "s3/mimir", "s3/tempo", "s3/loki", "s3/pyroscope"} {
		all[label] = root.Derive(label, 1).Reveal()
	}
	for backend := range promised.Buckets() {
		all["name/"+backend] = root.Name(backend, "s3/"+backend+"/job", 1).Reveal()
		all["provider's name/"+backend] = root.Name(backend, "s3/"+backend+"/provider", 1).Reveal()
	}
	all["name/minio"] = root.Name("kalypso", "minio/root", 1).Reveal()
	return all
}

func TestNoCredentialLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		keys    stackstest.Config
		present []string // the credentials that must be found, and found as secrets
	}{
		"users by the job": {nil,
			[]string{"minio/root", "grafana/admin", "s3/mimir", "s3/tempo", "s3/loki", "s3/pyroscope", "name/minio", "name/loki"}},
		"users by the provider": {stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}},
			[]string{"minio/root", "grafana/admin", "s3/mimir", "s3/tempo", "s3/loki", "s3/pyroscope", "name/minio", "provider's name/loki"}},
		"external store":             {external(), []string{"grafana/admin", "external/access", "external/secret"}},
		"a registry with a login":    {stackstest.Config{"registryLogin": registryLogin}, []string{"registry"}},
		"with warnings in the log":   {stackstest.Config{"components": stackstest.Off("otel", "pyroscope")}, []string{"s3/mimir"}},
		"without grafana and a mesh": {stackstest.Config{"components": stackstest.Off("grafana", "istio")}, []string{"minio/root"}},
	} {
		t.Run(name, func(t *testing.T) {
			secrets := credentials(t)
			secrets["external/access"], secrets["external/secret"] = externalAccessKey, externalSecretKey
			secrets["registry"] = registryLogin
			recorded := deploy(t, c.keys)
			marked := recorded.search(t, secrets)
			for _, label := range c.present {
				assert.Positive(t, marked[label], "%s is nowhere: the search searches for the wrong thing", label)
			}
			assert.Zero(t, marked["root"], "the root secret itself is the credential of no component")
		})
	}
}

// search fails the test where a credential, plain or in base64, stands without the mark of a secret, and counts per
// credential where it stands with one.
func (r *recording) search(t *testing.T, secrets map[string]string) map[string]int {
	t.Helper()
	marked := map[string]int{}
	look := func(where string) func(path, text string, secret bool) {
		return func(path, text string, secret bool) {
			for label, clear := range secrets {
				if !strings.Contains(text, clear) && !strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(clear))) {
					continue
				}
				assert.True(t, secret, "%s %s holds %s in clear", where, path, label)
				marked[label]++
			}
		}
	}
	for _, one := range r.resources {
		visit("", resource.NewProperty(one.Inputs), false, look(one.id()))
	}
	for urn, outputs := range r.outputs {
		visit("", resource.NewProperty(outputs), false, look("output of "+urn))
	}
	for i, line := range r.logs {
		look("log")(fmt.Sprintf("line %d", i), line, false)
	}
	return marked
}

// All data of a Secret is secret, also the entries that are no credentials: which is which need not be known.
func TestSecretDataIsSecret(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			secrets := deploy(t, keys).kind("Secret")
			assert.NotEmpty(t, secrets)
			for _, secret := range secrets {
				entries := 0
				visit("", secret.Inputs["data"], false, func(path, text string, marked bool) {
					entries++
					assert.True(t, marked, "%s data.%s", secret.id(), path)
					_, err := base64.StdEncoding.DecodeString(text)
					require.NoError(t, err, "%s data.%s", secret.id(), path)
				})
				assert.Positive(t, entries, secret.id())
			}
		})
	}
}

// What the outputs say of passwords is how to see them; the passwords themselves are marked.
func TestPasswordOutputs(t *testing.T) {
	recorded := deploy(t, nil)
	assert.Equal(t, credentials(t)["grafana/admin"], recorded.output(t, "grafanaPassword"))
	assert.Equal(t, credentials(t)["minio/root"], recorded.output(t, "minioPassword"))
	readme := recorded.output(t, "readme").(string)
	assert.Contains(t, readme, "pulumi stack output grafanaPassword --show-secrets")
	assert.Contains(t, readme, "kubectl -n grafana port-forward svc/grafana")
}

// Grafana's Secret is part of the promise: people look there.
func TestPromisedSecrets(t *testing.T) {
	recorded := deploy(t, nil)
	for id, want := range map[string]map[string]string{
		"Secret grafana/grafana":          {"admin-password": "grafana/admin"},
		"Secret minio/kalypso-minio-root": {"rootPassword": "minio/root"},
		"Secret mimir/kalypso-s3":         {"AWS_SECRET_ACCESS_KEY": "s3/mimir"},
		"Secret tempo/kalypso-s3":         {"AWS_SECRET_ACCESS_KEY": "s3/tempo"},
		"Secret loki/kalypso-s3":          {"AWS_SECRET_ACCESS_KEY": "s3/loki"},
		"Secret pyroscope/kalypso-s3":     {"AWS_SECRET_ACCESS_KEY": "s3/pyroscope"},
	} {
		data := secretData(recorded.get(t, id))
		for key, label := range want {
			assert.Equal(t, credentials(t)[label], data[key], "%s %s", id, key)
		}
	}
}

// secretData is a Secret's data, decoded.
func secretData(secret registration) map[string]string {
	data := map[string]string{}
	visit("", secret.Inputs["data"], false, func(path, text string, _ bool) {
		clear, _ := base64.StdEncoding.DecodeString(text)
		data[path] = string(clear)
	})
	return data
}
