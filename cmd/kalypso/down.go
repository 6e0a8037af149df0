package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newDown() *cobra.Command {
	return onSession("down", "Take down what up has put up", session.Session.Down, agreeing)
}
