// Kalypso stands up an observability platform on Kubernetes. Pulumi runs it; run by itself, it prints what it would deploy, and as
// "doctor" what the cluster has against that.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
)

func main() {
	if config.UnderEngine() {
		pulumi.Run(stacks.Deploy)
		return
	}
	if err := alone(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// alone is the program without an engine.
func alone(args []string) error {
	if len(args) > 0 && args[0] == "doctor" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return stacks.Doctor(ctx, os.Stdout, args[1:])
	}
	return stacks.Show(os.Stdout)
}
