// Command kalypso sets the product up, deploys it, and keeps its charts. Each command stands in a file of its name.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

func main() { os.Exit(command.Run(newRoot())) }

// newRoot lists the commands. A new one is a constructor in a file of its name, and its line here.
func newRoot() *cobra.Command {
	return command.Group("kalypso", "An observability platform on Kubernetes: set up, deploy, take down",
		newUp(),
		newDown(),
		newRecover(),
		newStatus(),
		newDrift(),
		newBuckets(),
		newAdopt(),
		newInit(),
		newPlan(),
		newDoctor(),
		newVerify(),
		newAlert(),
		newTest(),
		newCache(),
		newCharts(),
	)
}
