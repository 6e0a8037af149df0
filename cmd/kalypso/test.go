package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/tiers"
)

func newTest() *cobra.Command {
	return &cobra.Command{
		Use: "test [TIER...]", Args: cobra.ArbitraryArgs,
		Short: "Run the project's tests, the fastest first: " + strings.Join(tiers.Names(), ", "),
		RunE: func(cmd *cobra.Command, names []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return (&tiers.Suite{Project: project, Out: cmd.OutOrStdout()}).Run(cmd.Context(), names...)
		},
	}
}
