package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// locking is one run of `charts lock`: the directory with the archives, and the charts whose changed digest is right.
type locking struct {
	archives string
	accept   []string
}

func newLock() *cobra.Command {
	var l locking
	cmd := &cobra.Command{
		Use: "lock DIR", Short: "Write charts.lock from the archives in a directory",
		Long: "Write the facts about every pinned chart, read from the archives in a directory, into charts.lock. An archive whose\n" +
			"digest is not the one already locked is refused, unless --accept names the chart: something else now stands under a\n" +
			"fixed version.",
		Args: command.OneArgument("the directory that holds the archives (make charts fills one)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			l.archives = args[0]
			return l.run(project, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringArrayVar(&l.accept, "accept", nil, "chart whose changed digest is right; may be given several times")
	return cmd
}

// run writes the project's lock file.
func (l locking) run(project string, out io.Writer) error {
	all, err := pinned.Charts(filepath.Join(project, "manifests"))
	if err != nil {
		return err
	}
	file := filepath.Join(project, "charts.lock")
	before, err := charts.ReadLock(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	lock, err := l.build(all, before, out)
	if err != nil {
		return err
	}
	data, err := lock.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("writing the lock file: %w", err)
	}
	fmt.Fprintf(out, "%s: %d charts, %d bytes\n", file, len(lock), len(data))
	return nil
}

// build returns the facts of all charts; all digests are checked before the first chart is read.
func (l locking) build(all []manifest.Chart, before charts.Lock, out io.Writer) (charts.Lock, error) {
	lock := charts.Lock{}
	var problems []error
	for _, c := range all {
		sum, err := digest(filepath.Join(l.archives, pinned.ArchiveName(c)))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		was, known := before.Facts(c.Name, c.Version)
		if known && was.SHA256 != sum && !slices.Contains(l.accept, c.Name) {
			problems = append(problems, fmt.Errorf("%s %s: the archive's sha256 is %s, the lock has %s: find out why, "+
				"then run again with --accept %s", c.Name, c.Version, sum, was.SHA256, c.Name))
		}
		lock[charts.ID(c.Name, c.Version)] = charts.Facts{Repository: c.Repo, Version: c.Version, SHA256: sum}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	for _, c := range all {
		facts, err := l.facts(c, lock[charts.ID(c.Name, c.Version)])
		if err != nil {
			problems = append(problems, err)
			continue
		}
		lock[charts.ID(c.Name, c.Version)] = facts
		fmt.Fprintf(out, "%s %s: %d images\n", c.Name, c.Version, len(facts.Images))
	}
	return lock, errors.Join(problems...)
}

// facts completes the facts of one chart.
func (l locking) facts(c manifest.Chart, facts charts.Facts) (charts.Facts, error) {
	archive := filepath.Join(l.archives, pinned.ArchiveName(c))
	loaded, err := render.Load(archive)
	if err != nil {
		return facts, err
	}
	if got := loaded.Metadata.Version; got != c.Version {
		return facts, fmt.Errorf("%s: the archive holds version %s, the manifests pin %s", archive, got, c.Version)
	}
	facts.AppVersion = loaded.AppVersion()
	if facts.Keys, err = keys.Discover(loaded); err != nil {
		return facts, err
	}
	facts.Images = images(archive, c)
	return facts, nil
}

// images lists the images that the chart runs with its defaults and with our values. What the chart's schema or checks
// refuse adds none: defaults often lack what a chart demands.
func images(archive string, c manifest.Chart) []string {
	var all []render.Object
	for _, values := range []map[string]any{{}, c.Values} {
		release := render.Release{Name: c.Release, Namespace: c.Namespace, Archive: archive, Values: values}
		if objects, err := render.Objects(release, render.KubeVersion); err == nil {
			all = append(all, objects...)
		}
	}
	return footprint.Images(all)
}

// digest is the sha256 of a file, in hexadecimal.
func digest(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading a chart archive: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data)), nil
}
