package session

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheProgramGetsAStacksPlainSettingsAndTheKeysOfItsSecrets(t *testing.T) {
	s := Session{Project: t.TempDir(), Stack: "dev"}
	require.NoError(t, os.WriteFile(s.stackFile(), []byte(`config:
  kalypso:profile: dev
  kalypso:cluster: {driver: existing, context: here}
  kalypso:rootSecret:
    secure: v1:abc
`), 0o600))
	settings, err := s.settings()
	require.NoError(t, err)
	env, err := environment(settings)
	require.NoError(t, err)
	assert.Equal(t, []string{
		`PULUMI_CONFIG={"kalypso:cluster":"{\"context\":\"here\",\"driver\":\"existing\"}","kalypso:profile":"dev"}`,
		`PULUMI_CONFIG_SECRET_KEYS=["kalypso:rootSecret"]`,
	}, env)
}

func TestTheProgramIsRunWithoutAnEngine(t *testing.T) {
	s := Session{Project: t.TempDir(), Stack: "dev"}
	program := s.path("bin", "kalypso")
	require.NoError(t, os.MkdirAll(filepath.Dir(program), 0o755))
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho $PULUMI_CONFIG\n"), 0o755))
	var out bytes.Buffer
	require.NoError(t, s.plan(t.Context(), program, &out, true))
	assert.Contains(t, out.String(), `"kalypso:ebpf":"unchecked"`)
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho kalypso:profile: wrong >&2; exit 1\n"), 0o755))
	assert.ErrorContains(t, s.plan(t.Context(), program, &out, true), "planning")
	assert.Contains(t, out.String(), "kalypso:profile: wrong")
}
