package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newDown() *cobra.Command {
	return onSession("down", "Take down what up has put up", session.Session.Down, agreeing, withForeign)
}

func withForeign(flags *pflag.FlagSet, s *session.Session) {
	flags.BoolVar(&s.Foreign, "foreign", false, "with the collectors of others, which go with the operator")
}
