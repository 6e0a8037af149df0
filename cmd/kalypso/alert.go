package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

func newAlert() *cobra.Command {
	return command.Group("alert", "Try whether alerts reach those who are to be told", newAlertTest())
}

// newAlertTest hands over to the program in verify/, which has the way into a cluster.
func newAlertTest() *cobra.Command {
	return &cobra.Command{
		Use: "test", Short: "Send a test alert to the contacts, or [--contact NAME] [--severity critical|warning], and say what became of it",
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return command.HandOver(cmd.Context(), project, "verify", cmd.ErrOrStderr(), append([]string{"alert-test"}, args...)...)
		},
	}
}
