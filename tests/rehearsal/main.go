// Command rehearsal rehearses the product's whole life on an embedded cluster.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/rehearsal/scenario"
)

func main() {
	// One signal cancels what runs, and everything is cleaned up; nothing here waits without a bound.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	compare := flag.Bool("compare", false, "also deploy with Helm alone, and print the figures side by side")
	kills := flag.Int("kills", 3, "how many operations to kill in the middle")
	seed := flag.Uint64("seed", uint64(time.Now().Unix()), "draws the moments of the kills")
	only := flag.String("only", "", "rehearse only these: kills, or the other faults")
	flag.Parse()
	if !slices.Contains([]string{"", "kills", "faults"}, *only) {
		return fmt.Errorf("--only is kills or faults, found %q", *only)
	}
	project, err := filepath.Abs(filepath.Join("..", "..")) // `go run -C tests/rehearsal .` starts it here
	if err != nil {
		return fmt.Errorf("looking for the project: %w", err)
	}
	return (&scenario.Rehearsal{Project: project, Compare: *compare, Kills: *kills, Seed: *seed, Only: *only, Out: os.Stdout}).Run(ctx)
}
