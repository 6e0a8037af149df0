package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standin is a pulumi that answers what is asked before an operation, and writes down what it is told to do.
const standin = `#!/bin/sh
echo "$@" >>"$CALLS"
case "$*" in
*version*) echo v3.259.0 ;;
*"whoami --json"*) echo '{"url": "https://api.pulumi.com/ann"}' ;;
*"stack ls"*) echo "[{\"name\": \"dev\", \"updateInProgress\": ${IN_PROGRESS:-false}}]" ;;
*"stack export"*) [ -z "$NO_STACK" ] || { echo "error: no stack named 'dev' found" >&2; exit 6; }; echo '{"version": 3, "deployment": {}}' ;;
*config*) echo '{"kalypso:rootSecret": {"secret": true}}' ;;
*whoami*) exit 1 ;;
esac
`

// on returns a session of a user who is logged in, and the operations that Pulumi was told to run.
func on(t *testing.T) (s *session, out *bytes.Buffer, told func() []string) {
	project, bin := t.TempDir(), t.TempDir()
	calls := filepath.Join(bin, "calls")
	require.NoError(t, os.WriteFile(filepath.Join(bin, "pulumi"), []byte(standin), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), []byte("name: kalypso\nruntime: go\n"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(project, ".kalypso"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(bin, "credentials.json"), []byte(`{"current": "https://api.pulumi.com"}`), 0o600))
	for name, value := range map[string]string{
		"PATH": bin + ":/usr/bin:/bin", "CALLS": calls, "HOME": bin, "PULUMI_HOME": bin, "PULUMI_BACKEND_URL": "", "PULUMI_ACCESS_TOKEN": "",
		"KALYPSO_CHARTS": "", "PULUMI_CONFIG_PASSPHRASE": "x",
	} {
		t.Setenv(name, value)
	}
	out = &bytes.Buffer{}
	return &session{Project: project, Stack: "dev", Out: out}, out, func() []string {
		text, err := os.ReadFile(calls)
		require.NoError(t, err)
		var all []string
		for line := range strings.Lines(string(text)) {
			if words := strings.Fields(line); words[0] == "up" || words[0] == "destroy" {
				all = append(all, strings.TrimSpace(line))
			}
		}
		return all
	}
}

func TestPulumiAsksUnlessTheUserHasAgreed(t *testing.T) {
	s, _, told := on(t)
	require.NoError(t, s.upReal(t.Context()))
	require.NoError(t, s.downReal(t.Context()))
	s.Yes = true
	require.NoError(t, s.upReal(t.Context()))
	require.NoError(t, s.downReal(t.Context()))
	assert.Equal(t, []string{"up --stack dev", "destroy --stack dev", "up --stack dev --yes", "destroy --stack dev --yes"}, told())
}

func TestAnUpdateInProgressElsewhereIsNotCancelled(t *testing.T) {
	s, _, told := on(t)
	t.Setenv("IN_PROGRESS", "true")
	assert.ErrorContains(t, s.upReal(t.Context()), "pulumi cancel --stack dev")
	assert.Empty(t, told())
}

func TestAHealthyStackIsSaidToBe(t *testing.T) {
	s, out, _ := on(t)
	left := s.path("tmp", "kubeconfig123")
	require.NoError(t, os.MkdirAll(filepath.Dir(left), 0o700))
	require.NoError(t, os.WriteFile(left, nil, 0o600))
	require.NoError(t, s.recoverReal(t.Context()))
	assert.Equal(t, "nothing to recover\n", out.String())
	assert.NoFileExists(t, left, "the provider of a killed run has left it")
}

func TestOfAStackThatIsNotThereNothingIsRecovered(t *testing.T) {
	s, out, _ := on(t)
	t.Setenv("NO_STACK", "true")
	require.NoError(t, s.recoverReal(t.Context()))
	assert.Equal(t, "nothing to recover\n", out.String())
}

func TestAStateStaysWhereItIs(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(s *session)
		local   bool
	}{
		"a login that fails at the moment": {func(*session) {}, false},
		"no login": {func(*session) {
			require.NoError(t, os.Remove(filepath.Join(os.Getenv("PULUMI_HOME"), "credentials.json")))
		}, true},
		"logged out": {func(*session) {
			require.NoError(t, os.WriteFile(filepath.Join(os.Getenv("PULUMI_HOME"), "credentials.json"), []byte(`{"current": ""}`), 0o600))
		}, true},
		"a backend in the environment": {func(*session) { t.Setenv("PULUMI_BACKEND_URL", "s3://state") }, false},
		"a backend of the project": {func(s *session) {
			require.NoError(t, os.Remove(filepath.Join(os.Getenv("PULUMI_HOME"), "credentials.json")))
			require.NoError(t, os.WriteFile(filepath.Join(s.Project, "Pulumi.yaml"), []byte("name: kalypso\nbackend: {url: \"s3://state\"}\n"), 0o600))
		}, false},
		"kept here already":            {func(s *session) { keep(t, s, "dev") }, true},
		"another stack's is kept here": {func(s *session) { keep(t, s, "other") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, _ := on(t)
			c.prepare(s)
			local, err := s.needsState()
			require.NoError(t, err)
			assert.Equal(t, c.local, local)
		})
	}
}

func keep(t *testing.T, s *session, stack string) {
	file := s.path("state", ".pulumi", "stacks", "kalypso", stack+".json")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
}

func TestSettingsAreOfOneStack(t *testing.T) {
	s, _, _ := on(t)
	require.NoError(t, s.publish([]string{"PULUMI_BACKEND_URL=file:///x"}))
	text, err := os.ReadFile(s.path("env.dev"))
	require.NoError(t, err)
	assert.Equal(t, "export PULUMI_BACKEND_URL=file:///x\n", string(text))
	assert.NoFileExists(t, s.path("env"))
	makefile, err := os.ReadFile("../../../Makefile")
	require.NoError(t, err)
	assert.Contains(t, string(makefile), "\n-include .kalypso/env.$(STACK)\n")
}
