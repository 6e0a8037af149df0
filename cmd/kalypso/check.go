package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config/charts"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Ask every repository and mirror whether it still has every pinned archive", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			supply, requests, lock, err := pinnedCharts(project)
			if err != nil {
				return err
			}
			return supply.Check(cmd.Context(), requests, lock, func(r charts.Request, err error) {
				state := "ok    "
				if err != nil {
					state = "FAILED"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %-45s %s\n", state, r, r.Repo)
			})
		},
	}
}
