package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/job"
	"github.com/kalypsoServing/kalypso/stacks/proof"
)

func TestAPlatformIsReadFromJSONAndFromATextOfIt(t *testing.T) {
	want := proof.Platform{Cluster: "test", Metrics: "http://mimir.mimir", Links: []proof.Link{{Name: "x", From: "logs", To: "traces"}}}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	quoted, err := json.Marshal(string(text))
	require.NoError(t, err)
	for _, text := range [][]byte{text, quoted} {
		found, err := parse(text)
		require.NoError(t, err)
		assert.Equal(t, want, found)
	}
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

func TestTheEnvironmentOfAJobSaysWhatIsToBeProven(t *testing.T) {
	t.Setenv(job.ExpectVariable, `{"cluster":"in a Job","logs":"x"}`)
	found, err := (&verification{}).platform(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "in a Job", found.Cluster)
	file := filepath.Join(t.TempDir(), "expect.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"cluster":"in a file","logs":"x"}`), 0o600))
	found, err = (&verification{expect: file}).platform(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "in a file", found.Cluster)
}

func TestTheStackSaysWhatIsToBeProvenAndWhere(t *testing.T) {
	project := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(project, ".kalypso"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(project, ".kalypso", "env"), []byte("export PULUMI_BACKEND_URL=file:///chosen\n"), 0o600))
	const script = `#!/bin/sh
[ "$PULUMI_BACKEND_URL $*" = "file:///chosen stack output --json --non-interactive --stack live" ] || exit 1
echo '{"context":"kind-kalypso","proof":{"cluster":"test","logs":"x"},"other":"[secret]"}'
`
	require.NoError(t, os.WriteFile(filepath.Join(project, "pulumi"), []byte(script), 0o700))
	t.Setenv("PATH", project+":/usr/bin:/bin")
	t.Setenv("PULUMI_BACKEND_URL", "")
	t.Setenv(job.ExpectVariable, "")
	t.Chdir(project)
	v := &verification{stack: "live"}
	found, err := v.platform(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "test", found.Cluster)
	assert.Equal(t, "kind-kalypso", v.access.Context)
	v = &verification{stack: "other"}
	_, err = v.platform(t.Context())
	assert.ErrorContains(t, err, "asking stack other for its outputs")
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
	_, err = commandtest.Run(newRoot(&verification{}), "image")
	assert.ErrorContains(t, err, "takes one argument, the file to write")
}
