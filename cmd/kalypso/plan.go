package main

import (
	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newPlan() *cobra.Command {
	return onSession("plan", "Show what up would deploy: components, their order, what they request", session.Session.Plan)
}
