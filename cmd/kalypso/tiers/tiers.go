// Package tiers runs the project's tests in tiers, the fastest first, so that a wrong change is seen in seconds.
package tiers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/config/nearest"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// Suite is the tests of a project.
type Suite struct {
	Project string
	Out     io.Writer
	tools   *tools.Set
	// deployed are the tools that the chosen tiers need.
	deployed []tools.Group
}

// tier is tests that need the same of a machine.
type tier struct {
	name, what string
	run        func(*Suite, context.Context) error
}

func tiers() []tier {
	return []tier{
		{"unit", "pure functions and recorded registrations", modules(".")},
		{"charts", "the charts and the tools, by Helm's own engine", modules("cmd/kalypso", "cmd/dashboards", "tests")},
		{"engine", "the life cycle in Pulumi's engine", modules("tests/engine")},
		{"rehearsal", "a real control plane with simulated nodes", (*Suite).rehearse},
		{"live", "real containers on a real node", (*Suite).live},
	}
}

// Names lists the tiers in their order.
func Names() []string {
	var names []string
	for _, t := range tiers() {
		names = append(names, t.name)
	}
	return names
}

// Run runs the named tiers, all without names, in their order. A failed one does not hide what the next ones find.
func (s *Suite) Run(ctx context.Context, names ...string) error {
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	if s.tools, err = tools.Open(s.Project, s.Out); err != nil {
		return err
	}
	fetching, cancel := context.WithCancel(ctx)
	defer cancel()
	s.deployed = deployed(chosen)
	go s.tools.Fetch(fetching, s.deployed...)
	var lines, failed []string
	for _, t := range chosen {
		fmt.Fprintf(s.tools.Progress, "== %s: %s\n", t.name, t.what)
		begun, result := time.Now(), "ok"
		if err := t.run(s, ctx); err != nil {
			fmt.Fprintln(s.tools.Progress, err)
			result, failed = "FAILED", append(failed, t.name)
		}
		line := fmt.Sprintf("%-9s %-6s %6.0f s", t.name, result, time.Since(begun).Seconds())
		lines = append(lines, line)
		fmt.Fprintf(s.tools.Progress, "== %s\n\n", line)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	fmt.Fprintln(s.tools.Progress, strings.Join(lines, "\n"))
	s.tools.Progress.Close()
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	return s.tools.Cache.Trim()
}

func choose(names []string) ([]tier, error) {
	if len(names) == 0 {
		return tiers(), nil
	}
	var chosen []tier
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	for _, t := range tiers() {
		if wanted[t.name] {
			chosen = append(chosen, t)
		}
		delete(wanted, t.name)
	}
	var problems []error
	for name := range wanted {
		problems = append(problems, fmt.Errorf("no tier of tests is called %q%s; there are %s", name, nearest.Hint(name, Names()),
			strings.Join(Names(), ", ")))
	}
	return chosen, errors.Join(problems...)
}

func (s *Suite) path(parts ...string) string {
	return filepath.Join(append([]string{s.Project}, parts...)...)
}
