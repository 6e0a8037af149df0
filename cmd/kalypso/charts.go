package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

func newCharts() *cobra.Command {
	return command.Group("charts", "Fetch, check, pin, lock and render the chart archives",
		newFetch(),
		newCheck(),
		newPin(),
		rendering("lock DIR", "Write charts.lock, and the list of images.lock, from the archives in a directory"),
		rendering("render COMPONENT", "Print the manifests of a component"),
		rendering("values COMPONENT", "Print what a component's chart gets, and which layer each value is from"),
		rendering("images", "Print the images that a development stack runs, or ask the registries for their digests"),
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
			set, err := tools.Open(project, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			binary, err := command.Build(cmd.Context(), project, "charts", set.Progress)
			if err != nil {
				return err
			}
			set.Progress.Close()
			return command.Start(cmd.Context(), binary, append([]string{cmd.Name()}, args...)...)
		},
	}
}
