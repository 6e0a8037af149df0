package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
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
			set, err := tools.Open(project, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			binary, err := command.Build(cmd.Context(), project, "verify", set.Progress)
			if err != nil {
				return err
			}
			set.Progress.Close()
			program := command.Interruptible(cmd.Context(), binary, args...)
			program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
			if err := program.Run(); err != nil {
				return fmt.Errorf("verify: %w", err)
			}
			return nil
		},
	}
}
