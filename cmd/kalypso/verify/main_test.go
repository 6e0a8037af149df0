package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

func TestAPlatformIsReadFromJSON(t *testing.T) {
	want := proof.Platform{Cluster: "test", Metrics: "http://mimir.mimir", Links: []proof.Link{{Name: "x", From: "logs", To: "traces"}}}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	found, err := parse(text)
	require.NoError(t, err)
	assert.Equal(t, want, found)
}

func TestWhatCannotBeProvenIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                 "no store is named",
		`{"metric":"x"}`:     `unknown field "metric"`,
		`{"metrics":"x"} {}`: "there is something after it",
		`{"logs":"x","fresh":[{"name":"pod logs","store":"log"}]}`:       `fresh pod logs: want metrics, logs, traces or profiles, found "log"`,
		`{"logs":"x","links":[{"name":"a","from":"logs","to":"tempo"}]}`: `link a, to: want metrics, logs, traces or profiles, found "tempo"`,
		`no JSON`: "reading what is to be proven",
	} {
		_, err := parse([]byte(text))
		assert.ErrorContains(t, err, want)
	}
}

func TestAFileOrTheEnvironmentOfAJobSaysWhatIsToBeProven(t *testing.T) {
	_, given, err := (&verification{}).given()
	require.NoError(t, err)
	assert.False(t, given)
	t.Setenv(proof.Environment, `{"cluster":"in a Job","logs":"x"}`)
	found, given, err := (&verification{}).given()
	require.NoError(t, err)
	assert.True(t, given)
	assert.Equal(t, "in a Job", found.Cluster)
	file := filepath.Join(t.TempDir(), "expect.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"cluster":"in a file","logs":"x"}`), 0o600))
	found, _, err = (&verification{expect: file}).given()
	require.NoError(t, err)
	assert.Equal(t, "in a file", found.Cluster)
}

func TestTheClusterSaysWhatIsDeployedInIt(t *testing.T) {
	answers := map[bool]string{true: `{"items":[{"data":{"proof.json":"{\"cluster\":\"here\",\"logs\":\"x\"}"}}]}`, false: `{"items":[]}`}
	there := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/api/v1/configmaps?labelSelector=kalypso.io/proof", r.URL.String())
		_, _ = w.Write([]byte(answers[there]))
	}))
	defer server.Close()
	client, err := kube.New(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	found, err := deployed(t.Context(), client)
	require.NoError(t, err)
	assert.Equal(t, "here", found.Cluster)
	there = false
	_, err = deployed(t.Context(), client)
	assert.ErrorContains(t, err, "is it the right cluster")
}

func TestTheStackSaysWhichClusterIsMeant(t *testing.T) {
	project := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(project, ".kalypso"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(project, ".kalypso", "env.live"), []byte("export PULUMI_BACKEND_URL=file:///chosen\n"), 0o600))
	const script = `#!/bin/sh
[ "$PULUMI_BACKEND_URL $*" = "file:///chosen stack output context --non-interactive --stack live" ] || exit 1
echo kind-kalypso
`
	require.NoError(t, os.WriteFile(filepath.Join(project, "pulumi"), []byte(script), 0o700))
	t.Setenv("PATH", project+":/usr/bin:/bin")
	t.Setenv("PULUMI_BACKEND_URL", "")
	t.Chdir(project)
	for stack, want := range map[string]string{"live": "kind-kalypso", "other": ""} {
		v := &verification{stack: stack}
		v.choose(t.Context())
		assert.Equal(t, want, v.access.Context)
	}
	v := &verification{stack: "live"}
	v.access.Context = "mine"
	v.choose(t.Context())
	assert.Equal(t, "mine", v.access.Context)
}

func TestFlagsAndHelp(t *testing.T) {
	out, err := commandtest.Run(newRoot(&verification{}), "--help")
	require.NoError(t, err)
	for _, want := range []string{"kalypso verify [flags]", "--in-cluster", "--expect", "image "} {
		assert.Contains(t, out, want)
	}
	_, err = commandtest.Run(newRoot(&verification{}), "--in-cluter", "x")
	assert.ErrorContains(t, err, "did you mean in-cluster")
	_, err = commandtest.Run(newRoot(&verification{}), "--in-cluster", "x", "--direct")
	assert.ErrorContains(t, err, "[direct in-cluster]")
	_, err = commandtest.Run(newRoot(&verification{}), "--in-cluster", "x", "--status")
	assert.ErrorContains(t, err, "[in-cluster status]")
	_, err = commandtest.Run(newRoot(&verification{}), "alert-test", "--severity", "none")
	assert.ErrorContains(t, err, `--severity: found "none", want critical or warning`)
	_, err = commandtest.Run(newRoot(&verification{}), "alert-test", "--contct", "x")
	assert.ErrorContains(t, err, "did you mean contact")
	_, err = commandtest.Run(newRoot(&verification{}), "image")
	assert.ErrorContains(t, err, "takes one argument, the file to write")
}
