package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newDrift() *cobra.Command {
	return onSession("drift", "Name objects that are not as their Helm release rendered them", session.Session.Drift, repairing)
}

func repairing(flags *pflag.FlagSet, s *session.Session) {
	flags.BoolVar(&s.Repair, "repair", false, "put them back")
}
