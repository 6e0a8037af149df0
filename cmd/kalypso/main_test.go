package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

func TestHelpListsEveryCommand(t *testing.T) {
	out, err := commandtest.Run(newRoot())
	require.NoError(t, err)
	for _, name := range []string{"up", "down", "status", "adopt", "alert", "charts", "completion"} {
		assert.Contains(t, out, "\n  "+name+" ")
	}
}

func TestWhatDoesNotExistIsRefusedWithTheNearest(t *testing.T) {
	for want, args := range map[string][]string{
		`kalypso has no command "staus", did you mean status`:       {"staus"},
		`kalypso charts has no command "fecth", did you mean fetch`: {"charts", "fecth"},
		"kalypso up: unknown flag: --stak, did you mean stack":      {"up", "--stak", "dev"},
		"kalypso charts fetch takes one argument, the directory to": {"charts", "fetch"},
		"kalypso buckets copy: unknown flag: --from":                {"buckets", "copy", "--from", "minio"},
	} {
		_, err := commandtest.Run(newRoot(), args...)
		require.ErrorContains(t, err, want)
		assert.ErrorContains(t, err, "Usage:")
	}
}

func TestFetchFillsADirectoryFromAnother(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).Set(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	target := filepath.Join(t.TempDir(), "charts")
	var out bytes.Buffer
	require.NoError(t, fetch(t.Context(), project, target, filepath.Join(project, "charts"), &out))
	archives, err := filepath.Glob(filepath.Join(target, "*.tgz"))
	require.NoError(t, err)
	assert.NotEmpty(t, archives)
	for _, archive := range archives {
		assert.Contains(t, out.String(), archive)
	}
}
