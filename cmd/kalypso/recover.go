package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newRecover() *cobra.Command {
	return onSession("recover", "After a run that was killed: take over its lock, and make what it had begun ready for up or down",
		session.Session.Recover)
}
