package main

import "github.com/spf13/cobra"

func newAdopt() *cobra.Command {
	return rendering("adopt", "Take over what an older delivery or Helm by hand has left, with its data, so that up goes on with it")
}
