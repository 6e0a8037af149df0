package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
)

// Set builds programs and remembers where they are.
type Set struct {
	// Source is tests/tools of the project; Cache is the user's cache of this project.
	Source string
	Cache  Cache
	// Progress gets a task per module that is built.
	Progress *progress.Display
	found    map[string]string
}

// Open returns a set of nothing yet, for a project, that shows its builds on out.
func Open(project string, out io.Writer) (*Set, error) {
	cache, err := UserCache()
	if err != nil {
		return nil, err
	}
	return &Set{
		Source: filepath.Join(project, "tests", "tools"), Cache: cache,
		Progress: progress.New(out, filepath.Join(string(cache), "durations.json")),
	}, nil
}

// Path is where an ensured program is; empty if it was not ensured.
func (s *Set) Path(program string) string { return s.found[program] }

// Dirs are the directories that hold the ensured programs, for PATH.
func (s *Set) Dirs() []string {
	var dirs []string
	for _, path := range s.found {
		dirs = append(dirs, filepath.Dir(path))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// Ensure gets the programs that are missing: from release archives, else it builds them, those of one module together. A
// finished build is found by the hash of what it was built from.
func (s *Set) Ensure(ctx context.Context, groups ...Group) error {
	paths, missing, err := s.locate(ctx, groups)
	if err != nil {
		return err
	}
	if missing, err = s.releases(ctx, missing); err != nil {
		return err
	}
	// One module after the other: each keeps all cores busy, and two at once would compile what they share twice.
	for _, build := range missing {
		if err := s.build(ctx, build); err != nil {
			return err
		}
	}
	if s.found == nil {
		s.found = map[string]string{}
	}
	maps.Copy(s.found, paths)
	return nil
}

// wanted is what is to be built of one module: the directory to keep each program in, by its name.
type wanted struct {
	Group
	dirs map[string]string
}

// locate returns where each program is, or is to be, and what is missing by module, in the order of the groups.
func (s *Set) locate(ctx context.Context, groups []Group) (paths map[string]string, missing []wanted, err error) {
	version, err := goVersion(ctx)
	if err != nil {
		return nil, nil, err
	}
	paths = s.installed(ctx)
	own := maps.Clone(paths)
	for _, group := range groups {
		source, err := sourceSum(filepath.Join(s.Source, group.Module))
		if err != nil {
			return nil, nil, err
		}
		for _, program := range slices.Sorted(maps.Keys(group.Programs)) {
			if own[program] != "" {
				continue
			}
			dir := filepath.Join(s.Cache.Tools(), program+"-"+sum(source, version, group.Link, group.Programs[program]))
			paths[program] = filepath.Join(dir, program)
			if info, err := os.Stat(paths[program]); err != nil || info.IsDir() {
				missing = add(missing, group, program, dir)
			}
		}
	}
	return paths, missing, nil
}

func add(builds []wanted, group Group, program, dir string) []wanted {
	i := slices.IndexFunc(builds, func(b wanted) bool { return b.Module == group.Module })
	if i < 0 {
		i = len(builds)
		builds = append(builds, wanted{Group{group.Module, map[string]string{}, group.Link}, map[string]string{}})
	}
	builds[i].Programs[program], builds[i].dirs[program] = group.Programs[program], dir
	return builds
}

func goVersion(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "version").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("looking for Go: no `go` command on PATH; install Go 1.26 or newer from https://go.dev/dl/")
	}
	if err != nil {
		return "", fmt.Errorf("asking go for its version: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Fetch gets the modules that the missing programs of the groups are built from, all at once, while something else keeps the
// cores busy. What fails here fails again, with its reason, when it is needed.
func (s *Set) Fetch(ctx context.Context, groups ...Group) {
	_, missing, err := s.locate(ctx, groups)
	if err != nil {
		return
	}
	var wait sync.WaitGroup
	for _, build := range missing {
		wait.Go(func() {
			args := append([]string{"list", "-deps"}, slices.Sorted(maps.Values(build.Programs))...)
			_, _ = Go(ctx, filepath.Join(s.Source, build.Module), args...)
		})
	}
	wait.Wait()
}
