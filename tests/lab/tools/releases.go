package tools

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/kalypsoServing/kalypso/tests/lab/release"
)

// releases gets what release archives have of the missing programs, and returns what is to be built. A line per release says
// which way was taken, and why.
func (s *Set) releases(ctx context.Context, missing []wanted) ([]wanted, error) {
	list, err := release.Load(filepath.Join(s.Source, "releases.yaml"))
	if err != nil || len(missing) == 0 {
		return missing, err
	}
	var wait sync.WaitGroup
	for _, one := range list {
		dirs := map[string]string{}
		for _, build := range missing {
			for program, dir := range build.dirs {
				if one.Offers(program) {
					dirs[program] = dir
				}
			}
		}
		if len(dirs) > 0 {
			wait.Go(func() { s.release(ctx, one, dirs) })
		}
	}
	wait.Wait()
	for _, build := range missing {
		for program, dir := range build.dirs {
			if _, err := os.Stat(filepath.Join(dir, program)); err == nil {
				delete(build.dirs, program)
				delete(build.Programs, program)
			}
		}
	}
	return slices.DeleteFunc(missing, func(build wanted) bool { return len(build.dirs) == 0 }), nil
}

// release gets programs of one release, each into its directory.
func (s *Set) release(ctx context.Context, from release.Release, dirs map[string]string) {
	names := slices.Sorted(maps.Keys(dirs))
	if err := s.getRelease(ctx, from, dirs, names); err != nil {
		fmt.Fprintf(s.Progress, "%s: built from modules, for there is no release archive: %v\n", strings.Join(names, ", "), err)
		return
	}
	fmt.Fprintf(s.Progress, "%s: release archive of %s, with the pinned digest\n", strings.Join(names, ", "), from.Version)
}

func (s *Set) getRelease(ctx context.Context, from release.Release, dirs map[string]string, names []string) error {
	scratch, err := s.Cache.scratch("release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if err := from.Get(ctx, scratch, names...); err != nil {
		return err
	}
	for program, dir := range dirs {
		if err := keep(filepath.Join(scratch, program), dir); err != nil {
			return fmt.Errorf("keeping %s: %w", program, err)
		}
	}
	return nil
}
