package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

// newVerify returns the command of the program in verify/, which is built when it is first needed: `make up` needs neither
// port-forwards nor images.
func newVerify() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Prove that signals arrive: send one of each, read it back, walk from one to the other",
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return command.HandOver(cmd.Context(), project, "verify", cmd.ErrOrStderr(), args...)
		},
	}
}
