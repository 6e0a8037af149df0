// Command kalypso sets the product up and deploys it, to a cluster of the user's or to an embedded one.
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

	"github.com/kalypsoServing/kalypso/cmd/kalypso/session"
)

// commands are what can be asked for.
const commands = "up [--stack dev], down [--stack dev], status"

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
	stack := flags.String("stack", "dev", "up, down: your stack, for a cluster of yours")
	if err := flags.Parse(args[1:]); err != nil {
		return fmt.Errorf("reading the arguments: %w", err)
	}
	own := session.Session{Project: project, Stack: *stack, In: os.Stdin, Out: os.Stdout}
	switch args[0] {
	case "up":
		return own.Up(ctx)
	case "down":
		return own.Down(ctx)
	case "status":
		return own.Status(ctx)
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
