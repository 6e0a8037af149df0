// Kalypso stands up an observability platform on Kubernetes. Pulumi runs it; run by itself, it prints what it would deploy.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
)

func main() {
	if config.UnderEngine() {
		pulumi.Run(stacks.Deploy)
		return
	}
	if err := stacks.Show(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
