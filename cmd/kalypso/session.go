package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

// onSession returns a command that calls one method of the session in this project.
func onSession(use, short string, run func(session.Session, context.Context) error, more ...flag) *cobra.Command {
	s := session.Session{In: os.Stdin}
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			s.Project, s.Out = project, cmd.OutOrStdout()
			return run(s, cmd.Context())
		},
	}
	cmd.Flags().StringVar(&s.Stack, "stack", "dev", "stack for a cluster of yours")
	for _, add := range more {
		add(cmd.Flags(), &s)
	}
	return cmd
}

// flag adds a flag that only some commands have.
type flag func(*pflag.FlagSet, *session.Session)

// agreeing is the flag of commands that change a cluster of the user's.
func agreeing(flags *pflag.FlagSet, s *session.Session) {
	flags.BoolVar(&s.Yes, "yes", false, "on a cluster of yours: without a preview and a question")
}
