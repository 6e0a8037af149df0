package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

func TestTheConfigurationIsReadAsTheEngineHandsItOver(t *testing.T) {
	raw, secret, err := decoded(`{"kalypso:rootSecret": {"value": "hidden", "secret": true}, "kalypso:ordering": {"value": "waves", "secret": false},
		"kalypso:objectStore": {"value": "{\"standby\":true}", "objectValue": {"standby": true}, "secret": false}}`)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"kalypso:rootSecret": "hidden", "kalypso:ordering": "waves",
		"kalypso:objectStore": `{"standby":true}`}, raw)
	assert.Equal(t, []string{"kalypso:rootSecret"}, secret)
	_, _, err = decoded(`the secret is "hidden`)
	assert.EqualError(t, err, "reading the configuration of the stack: pulumi has not answered with JSON")
}

// deployedTo has Pulumi answer with a configuration, and with a state that is in a cluster, which runs a Job in no time.
func deployedTo(t *testing.T, keys stackstest.Config) (s *session, out *bytes.Buffer, made map[string]string) {
	s, out, _ = on(t)
	s.Project = stackstest.Project(t)
	made = map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch kind := path.Base(r.URL.Path); {
		case r.Method == http.MethodPost:
			made[kind] = string(body)
			_, _ = io.WriteString(w, `{"metadata":{"uid":"x"}}`)
		case kind == "log":
			_, _ = io.WriteString(w, "result mimir 1 1 1 1 0 0\nresult tempo 1 1 1 1 0 0\nresult loki 1 1 1 1 0 0\nresult pyroscope 1 1 1 1 0 0\n")
		case kind == "pods":
			_, _ = io.WriteString(w, `{"items":[{"metadata":{"name":"p"},"status":{"containerStatuses":[{"state":{"terminated":{"exitCode":0}}}]}}]}`)
		}
	}))
	t.Cleanup(server.Close)
	bin := filepath.Dir(os.Getenv("CALLS"))
	kubeconfig := filepath.Join(bin, "kubeconfig")
	texts, secrets := stackstest.Development(s.Project).With(keys).Texts(t)
	config := map[string]any{}
	for key, text := range texts {
		config[key] = map[string]any{"value": text, "secret": slices.Contains(secrets, key)}
	}
	state := map[string]any{"version": 3, "deployment": map[string]any{"resources": []any{map[string]any{
		"urn": "urn:pulumi:dev::kalypso::pulumi:providers:kubernetes::cluster", "type": "pulumi:providers:kubernetes", "custom": true,
		"inputs": map[string]any{"kubeconfig": kubeconfig, "context": "there"}}}}}
	for name, content := range map[string]any{"config.json": config, "state.json": state} {
		text, err := json.Marshal(content)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(bin, name), text, 0o600))
	}
	require.NoError(t, os.WriteFile(kubeconfig, []byte(`{"apiVersion": "v1", "kind": "Config", "clusters": [{"name": "c", "cluster": {"server": "`+
		server.URL+`"}}], "users": [{"name": "u"}], "contexts": [{"name": "there", "context": {"cluster": "c", "user": "u"}}]}`), 0o600))
	script := "#!/bin/sh\ncd " + bin + "\ncase \"$*\" in\n*\"config --json --show-secrets --stack dev\") cat config.json ;;\n" +
		"*\"stack export\"*) cat state.json ;;\nesac\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "pulumi"), []byte(script), 0o755))
	return s, out, made
}

func TestBucketsAreCopiedAsTheConfigurationSaysNow(t *testing.T) {
	s, out, made := deployedTo(t, stackstest.Config{
		"objectStore":          map[string]any{"endpoint": "s3.example.org", "standby": true},
		"objectStoreAccessKey": "TheAccessKey", "objectStoreSecretKey": "TheSecretKey",
		"components": map[string]any{"minio": map[string]any{"enabled": true}},
	})
	require.NoError(t, s.copyBuckets(t.Context(), minio.Outside, time.Hour))
	assert.Contains(t, out.String(), "tempo      1               1")
	assert.Contains(t, made["jobs"], "mimir=mimir-data=mimir-data")
	assert.Contains(t, made["secrets"], "TheSecretKey")
	assert.NotContains(t, made["jobs"]+out.String(), "TheSecretKey")
}

func TestACopyWithoutAnotherStoreMakesNothing(t *testing.T) {
	s, _, made := deployedTo(t, stackstest.Config{})
	assert.ErrorContains(t, s.copyBuckets(t.Context(), minio.Outside, time.Hour), "kalypso:objectStore: missing")
	assert.Empty(t, made)
}
