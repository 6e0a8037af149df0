package tools

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
)

// flags are those of every tool. Paths are left out, so that a copied module finds what was compiled; so is what only a
// debugger reads, a tenth of the compiler's work and half of what it writes. No tool needs C.
func flags() []string { return []string{"-trimpath", "-gcflags=all=-dwarf=false -l"} }

// build makes programs in a directory of their own and moves each into place when all are there, so that an interrupted build
// is never taken for a finished one. What it has compiled is kept until it has finished, so that the next one goes on.
func (s *Set) build(ctx context.Context, build wanted) error {
	names := strings.Join(slices.Sorted(maps.Keys(build.Programs)), ", ")
	scratch, err := s.Cache.scratch(build.Module)
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	task := s.Progress.Task("building " + names)
	if err := s.compile(ctx, build.Group, scratch, task); err != nil {
		task.Failed()
		return fmt.Errorf("building %s: %w", names, err)
	}
	for program, dir := range build.dirs {
		if err := keep(filepath.Join(scratch, "bin", program), dir); err != nil {
			return fmt.Errorf("keeping the built %s: %w", program, err)
		}
	}
	task.Done()
	return nil
}

// compile builds a group into the directory bin of scratch.
func (s *Set) compile(ctx context.Context, group Group, scratch string, task *progress.Task) error {
	module, vendored, err := s.prepare(ctx, group, scratch)
	if err != nil {
		return err
	}
	into := filepath.Join(scratch, "bin") + string(filepath.Separator)
	if len(group.Programs) == 1 { // a package's own name need not be the program's
		into += slices.Collect(maps.Keys(group.Programs))[0]
	}
	flags := append([]string{"-o", into, "-ldflags=" + group.Link}, flags()...)
	env := []string{"CGO_ENABLED=0", "GOCACHE=" + s.Cache.Objects(), "GOFLAGS=-buildvcs=false -mod=" + vendored}
	return compile(ctx, module, env, task, flags, slices.Sorted(maps.Values(group.Programs)))
}

// keep moves a built program into a directory that appears with it.
func keep(program, dir string) error {
	alone := program + ".alone"
	if err := os.Mkdir(alone, 0o755); err != nil {
		return err
	}
	if err := os.Rename(program, filepath.Join(alone, filepath.Base(program))); err != nil {
		return err
	}
	if err := os.Rename(alone, dir); err != nil {
		if _, there := os.Stat(filepath.Join(dir, filepath.Base(program))); there != nil {
			return err
		}
	}
	return nil
}
