package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newUp() *cobra.Command {
	return onSession("up", "Set everything up and deploy, to the cluster it finds, else to an embedded one", session.Session.Up, agreeing)
}
