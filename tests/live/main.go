// Command live runs the stack with real containers: on a real node of this machine, which it can also start to stay (up, down,
// status), or on any cluster that a kubeconfig knows.
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
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/live/machine"
	"github.com/kalypsoServing/kalypso/tests/live/node"
	"github.com/kalypsoServing/kalypso/tests/live/scenario"
)

// commands are what can be asked for.
const commands = "run [--context NAME] [--kubeconfig FILE], names [the same], test, up, down, status"

func main() {
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
	project, err := filepath.Abs(filepath.Join("..", "..")) // `go run -C tests/live .` starts it here
	if err != nil {
		return fmt.Errorf("looking for the project: %w", err)
	}
	suite := &scenario.Suite{Project: project, Out: os.Stdout}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.StringVar(&suite.Context, "context", "",
		"run, names: the kube context of a cluster that pulls images (default: a live node of this machine)")
	flags.StringVar(&suite.Kubeconfig, "kubeconfig", "", "run, names: the kubeconfig of that context (default: as kubectl)")
	if err := flags.Parse(args[1:]); err != nil {
		return fmt.Errorf("reading the arguments: %w", err)
	}
	switch args[0] {
	case "run":
		return suite.Run(ctx)
	case "names":
		return suite.Names(ctx)
	case "test":
		if missing := machine.Missing(); missing != nil {
			fmt.Printf("skipped: the stack live, with real containers: %v\n", missing)
			return nil
		}
		return suite.Run(ctx)
	case "up":
		return up(ctx, project)
	case "down":
		return (&machine.Machine{}).Stop()
	case "status":
		return status()
	}
	return fmt.Errorf("%s is none of: %s", args[0], commands)
}

// up starts a node to stay.
func up(ctx context.Context, project string) error {
	m := &machine.Machine{Project: project, Out: os.Stdout}
	if err := m.Prepare(ctx); err != nil {
		return err
	}
	begun := time.Now()
	if _, err := m.Start(ctx, true); err != nil {
		return err
	}
	fmt.Printf("a live node in %.1f s: kubectl --kubeconfig %s get nodes\n", time.Since(begun).Seconds(),
		controlplane.Kubeconfig(node.Cluster(node.Dir)))
	return nil
}

func status() error {
	traces, err := node.Traces(node.Dir)
	for _, trace := range traces {
		fmt.Println(trace)
	}
	if len(traces) == 0 && err == nil {
		fmt.Println("there is no live node on this machine")
	}
	return err
}
