package command_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/command/commandtest"
)

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"unknown command":       {[]string{"grup"}, []string{`tool has no command "grup", did you mean group`, "Usage:"}},
		"unknown command, deep": {[]string{"group", "lok"}, []string{`tool group has no command "lok", did you mean lock`, "Usage:"}},
		"like none":             {[]string{"group", "frobnicate"}, []string{`tool group has no command "frobnicate"` + "\n", "Usage:"}},
		"unknown flag": {[]string{"group", "lock", "--acept", "x"}, []string{"unknown flag: --acept, did you mean accept",
			"Usage:", "tool group lock"}},
		"unknown flag of a group": {[]string{"--hepl"}, []string{"unknown flag: --hepl, did you mean help", "Usage:"}},
		"flag without its value":  {[]string{"group", "lock", "--accept"}, []string{"flag needs an argument: --accept", "Usage:"}},
		"missing argument":        {[]string{"group", "lock"}, []string{"tool group lock takes one argument, DIR; found 0", "Usage:"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := commandtest.Run(tool(), c.args...)
			for _, text := range c.want {
				assert.ErrorContains(t, err, text)
			}
		})
	}
}

// tool is a program with a group of commands.
func tool() *cobra.Command {
	lock := &cobra.Command{Use: "lock DIR", Args: command.OneArgument("DIR"), RunE: func(*cobra.Command, []string) error { return nil }}
	lock.Flags().String("accept", "", "a chart")
	return command.Group("tool", "a tool", command.Group("group", "a group", lock))
}

// A program that found that not all is well is told from one that could not ask.
func TestAnUnwellProgramIsToldFromABrokenOne(t *testing.T) {
	for code, want := range map[string]bool{"3": true, "1": false} {
		err := command.Start(t.Context(), "/bin/sh", "-c", "exit "+code)
		require.Error(t, err)
		assert.Equal(t, want, command.IsUnwell(err))
	}
	assert.EqualError(t, command.Unwellf("%d releases are not well", 2), "2 releases are not well")
}

func TestProjectIsFoundFromBelow(t *testing.T) {
	project, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), nil, 0o600))
	below := filepath.Join(project, "a", "b")
	require.NoError(t, os.MkdirAll(below, 0o700))
	t.Chdir(below)
	found, err := command.Project()
	require.NoError(t, err)
	assert.Equal(t, project, found)
}

func TestOutsideOfAProjectIsAnError(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := command.Project()
	assert.ErrorContains(t, err, "no Pulumi.yaml here or above")
}
