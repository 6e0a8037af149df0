package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

func newDoctor() *cobra.Command {
	var examination session.Examination
	cmd := onSession("doctor", "Compare the cluster with what up would deploy, and say what is in the way",
		func(s session.Session, ctx context.Context) error { return s.Doctor(ctx, examination) })
	cmd.Flags().BoolVar(&examination.JSON, "json", false, "print the findings as JSON")
	cmd.Flags().StringVar(&examination.Pull, "pull", "", "image that a node is to pull")
	return cmd
}
