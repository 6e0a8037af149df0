// Command rehearsal rehearses the product's whole life on an embedded cluster (rehearse), and runs all tests (test).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/kalypsoServing/kalypso/tests/rehearsal/scenario"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/suite"
)

// commands are what can be asked for.
const commands = "rehearse [--compare], test"

func main() {
	// One signal cancels what runs, and everything is cleaned up; nothing here waits without a bound.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("what to do? One of: " + commands)
	}
	project, err := root()
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	compare := flags.Bool("compare", false, "rehearse: also deploy with Helm alone, and print the figures side by side")
	if err := flags.Parse(args[1:]); err != nil {
		return fmt.Errorf("reading the arguments: %w", err)
	}
	rehearsal := &scenario.Rehearsal{Project: project, Compare: *compare, Out: os.Stdout}
	switch args[0] {
	case "rehearse":
		return rehearsal.Run(ctx)
	case "test":
		return errors.Join(suite.Run(ctx, project, os.Stdout), rehearsal.Run(ctx))
	}
	return fmt.Errorf("%s is none of: %s", args[0], commands)
}

// root is the directory of the project: the nearest one above that holds Pulumi.yaml.
func root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("looking for the project: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "Pulumi.yaml")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("looking for the project: no Pulumi.yaml here or above; run this inside the project's tree")
		}
		dir = parent
	}
}
