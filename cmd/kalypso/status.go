package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newStatus() *cobra.Command {
	return onSession("status", "Show what up has put up, what does not arrive, and which alerts there are", session.Session.Status)
}
