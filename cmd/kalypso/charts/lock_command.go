package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// lockOptions are the flags of `charts lock`.
type lockOptions struct {
	archives, manifests, probes, lock string
	accept                            list
}

// lockCommand writes the facts about every pinned chart, read from the archives in a directory, into the lock file. An
// archive whose digest is not the one already locked is refused, unless the chart is named by --accept: the publisher
// has replaced what stands under a fixed version, or someone else has.
func lockCommand(args []string, out io.Writer) error {
	var o lockOptions
	flags := flag.NewFlagSet("lock", flag.ContinueOnError)
	flags.StringVar(&o.manifests, "manifests", "../../../manifests", "directory with the manifests that pin the charts")
	flags.StringVar(&o.probes, "probes", "probes", "directory with the value sets to probe the charts with")
	flags.StringVar(&o.lock, "lock", "../../../charts.lock", "lock file to write")
	flags.Var(&o.accept, "accept", "chart whose changed digest is right; may be given several times")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.archives = flags.Arg(0); o.archives == "" {
		return errors.New("no directory given: charts lock DIR, where DIR holds the archives (make charts fills one)")
	}
	all, err := pinned.Charts(o.manifests)
	if err != nil {
		return err
	}
	before, err := charts.ReadLock(o.lock)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	progress := log.New(out, "", 0)
	log.SetOutput(io.Discard) // Helm warns of each value of an odd type that a probe sets
	lock, err := o.build(all, before, progress)
	if err != nil {
		return err
	}
	data, err := lock.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.lock, data, 0o644); err != nil {
		return fmt.Errorf("writing the lock file: %w", err)
	}
	progress.Printf("%s: %d charts, %d bytes", o.lock, len(lock), len(data))
	return nil
}

// build makes the facts of all charts; all digests are checked before the first chart is probed.
func (o lockOptions) build(all []manifest.Chart, before charts.Lock, progress *log.Logger) (charts.Lock, error) {
	lock := charts.Lock{}
	var problems []error
	for _, c := range all {
		sum, err := digest(filepath.Join(o.archives, pinned.ArchiveName(c)))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		was, known := before.Facts(c.Name, c.Version)
		if known && was.SHA256 != sum && !slices.Contains(o.accept, c.Name) {
			problems = append(problems, fmt.Errorf("%s %s: the archive's sha256 is %s, the lock has %s: find out why, "+
				"then run again with --accept %s", c.Name, c.Version, sum, was.SHA256, c.Name))
		}
		lock[charts.ID(c.Name, c.Version)] = charts.Facts{Repository: c.Repo, Version: c.Version, SHA256: sum}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	for _, c := range all {
		started := time.Now()
		facts, err := o.facts(c, lock[charts.ID(c.Name, c.Version)])
		if err != nil {
			problems = append(problems, err)
			continue
		}
		lock[charts.ID(c.Name, c.Version)] = facts
		progress.Printf("%s %s: %d images, probed in %.1f s", c.Name, c.Version, len(facts.Images), time.Since(started).Seconds())
	}
	return lock, errors.Join(problems...)
}

// facts completes the facts of one chart.
func (o lockOptions) facts(c manifest.Chart, facts charts.Facts) (charts.Facts, error) {
	archive := filepath.Join(o.archives, pinned.ArchiveName(c))
	loaded, err := render.Load(archive)
	if err != nil {
		return facts, err
	}
	if got := loaded.Metadata.Version; got != c.Version {
		return facts, fmt.Errorf("%s: the archive holds version %s, the manifests pin %s", archive, got, c.Version)
	}
	facts.AppVersion = loaded.AppVersion()
	sets, err := profiles(o.probes, c)
	if err != nil {
		return facts, err
	}
	if facts.Keys, err = keys.Discover(archive, sets); err != nil {
		return facts, err
	}
	facts.Images = images(archive, c, append(sets, map[string]any{}))
	return facts, nil
}

// images lists the images that the chart runs with each of the value sets; a set that the chart's schema or checks
// refuse (defaults often lack what a chart demands) adds none.
func images(archive string, c manifest.Chart, sets []map[string]any) []string {
	var all []render.Object
	for _, values := range sets {
		release := render.Release{Name: c.Release, Namespace: c.Namespace, Archive: archive, Values: deepCopy(values)}
		if objects, err := render.Objects(release, keys.KubeVersion); err == nil {
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
