package tiers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// modules returns the run of the tests of some modules: a line per package, and for a failed one everything it printed.
func modules(names ...string) func(*Suite, context.Context) error {
	return func(s *Suite, ctx context.Context) error {
		var failures []error
		for _, name := range names {
			if err := tools.Dependencies(ctx, s.path(name), strings.Replace(name, ".", "the program", 1), s.tools.Progress); err != nil {
				failures = append(failures, err)
				continue
			}
			failures = append(failures, s.execute(ctx, s.path(name), "go", "test", "-timeout", "20m", "./..."))
		}
		return errors.Join(failures...)
	}
}

// deployed are the tools that the chosen tiers deploy with. A live node needs Linux and root; elsewhere its tier is skipped.
func deployed(chosen []tier) []tools.Group {
	has := func(name string) bool {
		return slices.ContainsFunc(chosen, func(t tier) bool { return t.name == name })
	}
	var groups []tools.Group
	if has("rehearsal") || has("live") {
		groups = append(groups, tools.Embedded()...)
	}
	if has("live") && runtime.GOOS == "linux" && os.Getuid() == 0 {
		groups = append(groups, tools.Node())
	}
	return groups
}

func (s *Suite) rehearse(ctx context.Context) error {
	// What a live node needs shares nearly everything with it: built together, it costs seconds.
	if err := s.tools.Ensure(ctx, s.deployed...); err != nil {
		return err
	}
	return s.program(ctx, "rehearsal")
}

func (s *Suite) live(ctx context.Context) error { return s.program(ctx, "live", "test") }

// program builds and runs a program below tests/, in its directory.
func (s *Suite) program(ctx context.Context, name string, args ...string) error {
	binary := s.path(".kalypso", "bin", name)
	if err := tools.Program(ctx, s.path("tests"), "./"+name, binary, s.tools.Progress); err != nil {
		return err
	}
	return s.execute(ctx, s.path("tests", name), binary, args...)
}

func (s *Suite) execute(ctx context.Context, dir, binary string, args ...string) error {
	cmd := command.Interruptible(ctx, binary, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, s.tools.Progress, s.tools.Progress
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("tests of %s: %w", dir, err)
	}
	return nil
}
