package session

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWithoutATerminalAndWithoutAYesAClusterOfTheUsersIsNotTouched(t *testing.T) {
	project := t.TempDir()
	configuration := []byte("config:\n  kalypso:cluster: {context: prod}\n")
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.prod.yaml"), configuration, 0o600))
	s := Session{Project: project, Stack: "prod", Out: &bytes.Buffer{}}
	for _, err := range []error{s.Up(t.Context()), s.Down(t.Context())} {
		require.ErrorContains(t, err, "pulumi preview --stack prod")
		assert.ErrorContains(t, err, "YES=1")
	}
	s.Yes = true
	assert.NoError(t, s.mayAsk("up"))
	assert.Equal(t, []string{"--yes"}, s.agreed())
}

func TestInitNeverReplacesARootSecret(t *testing.T) {
	for name, c := range map[string]struct{ config, written, err string }{
		"none yet":          {"echo '{}'", "config set --secret --stack dev kalypso:rootSecret", ""},
		"there is one":      {`echo '{"kalypso:rootSecret": {"secret": true}}'`, "", ""},
		"a key server down": {"echo KMS does not answer >&2; exit 1", "", "KMS does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			script := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in\n\"config --json\"*) %s ;;\n\"config set\"*) echo \"$@\" >'%s/written' ;;\nesac\n",
				c.config, dir)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "pulumi"), []byte(script), 0o755))
			t.Setenv("PATH", dir+":/usr/bin:/bin")
			err := Session{Project: dir, Stack: "dev", Out: &bytes.Buffer{}}.Init(t.Context())
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.err)
			}
			written, _ := os.ReadFile(filepath.Join(dir, "written"))
			assert.Equal(t, c.written, string(bytes.TrimSpace(written)))
		})
	}
}
