package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newInit() *cobra.Command {
	return onSession("init", "Create the stack and its root secret, unless it has one", session.Session.Init)
}
