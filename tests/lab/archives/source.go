// Package archives finds the chart archives that tests and the embedded cluster use: the real ones if they can be had, else
// fixtures.
package archives

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/fixtures"
)

// Variable names the environment variable that says where archives are: a directory, from the project if it is relative, or
// the address of a mirror.
const Variable = "KALYPSO_CHARTS"

// timeout bounds the search on a network that answers slowly or not at all.
const timeout = 30 * time.Second

// Source is a directory with the archives of every pinned chart.
type Source struct {
	Dir string
	// Real is false for fixtures.
	Real bool
	// Description says what the archives are, for the reader of the output; Reason why there are no real ones.
	Description, Reason string
}

// Find fills dir with the real archives, each with its locked digest, from the first source that has them all: the one that
// KALYPSO_CHARTS names, which must be usable; charts/ or .charts/ in the project; the user's cache or the repositories. Where
// none has them, Source says why.
func Find(ctx context.Context, project, dir string) (Source, error) {
	set, err := pinned.Load(project)
	if err != nil {
		return Source{}, err
	}
	stage := func(source string) error {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		supply := set.Supply
		supply.Source, supply.Dir = source, dir
		_, err := supply.Stage(ctx, set.Requests(), set.Lock)
		return err
	}
	if named := os.Getenv(Variable); named != "" {
		if err := stage(named); err != nil {
			return Source{}, fmt.Errorf("%s does not give the pinned archives: %w", Variable, err)
		}
		return Source{Dir: dir, Real: true, Description: "real archives from " + named}, nil
	}
	for _, name := range []string{"charts", ".charts"} {
		if info, err := os.Stat(filepath.Join(project, name)); err == nil && info.IsDir() && stage(name) == nil {
			return Source{Dir: dir, Real: true, Description: "real archives from " + name + "/"}, nil
		}
	}
	if err := stage(""); err != nil {
		return Source{Description: "fixture charts", Reason: "no real archives: " + err.Error()}, nil
	}
	return Source{Dir: dir, Real: true, Description: "real archives from the user's cache or their repositories"}, nil
}

// Provide fills dir with the real archives or, where there are none, with fixtures, and makes the workspace's charts.lock
// accept those.
func Provide(ctx context.Context, project, workspace, dir string) (Source, error) {
	source, err := Find(ctx, project, dir)
	if err != nil || source.Real {
		return source, err
	}
	set, err := pinned.Load(project)
	if err != nil {
		return source, err
	}
	if err := fixtures.Write(dir, set.Charts, set.Lock); err != nil {
		return source, err
	}
	text, err := set.Lock.Encode()
	if err != nil {
		return source, err
	}
	if err := os.WriteFile(filepath.Join(workspace, "charts.lock"), text, 0o600); err != nil {
		return source, fmt.Errorf("writing the digests of the fixture charts: %w", err)
	}
	source.Dir = dir
	return source, nil
}
