package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

func newCharts() *cobra.Command {
	return command.Group("charts", "Fetch, check, lock and render the pinned chart archives",
		newFetch(),
		newCheck(),
		rendering("lock DIR", "Write charts.lock from the archives in a directory"),
		rendering("render COMPONENT", "Print the manifests of a component"),
		rendering("images", "Print the images that a development stack runs"),
	)
}

// rendering returns a command of the program in charts/, which is built when it is first needed: Helm's engine and the
// platform's program take minutes to compile, and `make up` needs neither.
func rendering(use, short string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			binary := filepath.Join(project, ".kalypso", "bin", "charts")
			build := exec.CommandContext(cmd.Context(), "go", "build", "-C", filepath.Join(project, "cmd", "kalypso"), "-o", binary, "./charts")
			build.Stderr = cmd.ErrOrStderr()
			if err := build.Run(); err != nil {
				return fmt.Errorf("building the program in cmd/kalypso/charts: %w", err)
			}
			run := exec.CommandContext(cmd.Context(), binary, append([]string{cmd.Name()}, args...)...)
			run.Stdin, run.Stdout, run.Stderr = os.Stdin, cmd.OutOrStdout(), cmd.ErrOrStderr()
			if err := run.Run(); err != nil {
				return fmt.Errorf("charts %s: %w", cmd.Name(), err)
			}
			return nil
		},
	}
}
