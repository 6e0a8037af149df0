package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/strict"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/inputs"
)

// locking is one run of `charts lock`: the directory with the archives, and the charts whose changed digest is right.
type locking struct {
	archives string
	accept   []string
}

func newLock() *cobra.Command {
	var l locking
	cmd := &cobra.Command{
		Use: "lock DIR", Short: "Write charts.lock, and the list of images.lock, from the archives in a directory",
		Long: "Write the facts about every pinned chart, read from the archives in a directory, into charts.lock. An archive whose\n" +
			"digest is not the one already locked is refused, unless --accept names the chart: something else now stands under a\n" +
			"fixed version.",
		Args: command.OneArgument("the directory that holds the archives (make charts fills one)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			if l.archives, err = filepath.Abs(args[0]); err != nil {
				return fmt.Errorf("directory %s: %w", args[0], err)
			}
			return l.run(project, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringArrayVar(&l.accept, "accept", nil, "chart whose changed digest is right; may be given several times")
	return cmd
}

// run writes the project's lock file.
func (l locking) run(project string, out io.Writer) error {
	all, err := pinned.Charts(project)
	if err != nil {
		return err
	}
	file := filepath.Join(project, "charts.lock")
	before, err := charts.ReadLock(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	lock, err := l.build(all, before)
	if err != nil {
		return err
	}
	resources, err := l.rendered(project, all, lock)
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
	for _, c := range all {
		fmt.Fprintf(out, "%s %s: %d images\n", c.Name, c.Version, len(lock[charts.ID(c.Name, c.Version)].Images))
	}
	fmt.Fprintf(out, "%s: %d charts, %d bytes\n", file, len(lock), len(data))
	return lockImages(project, all, lock, resources, out)
}

// build returns the facts of all charts but what their rendering tells; all digests are checked before the first chart is read.
func (l locking) build(all []manifest.Chart, before charts.Lock) (charts.Lock, error) {
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
	return facts, nil
}

// rendered adds the images that each chart runs with its defaults, as far as they render (many charts demand more), and with
// the values of a development stack, which the program computes in a copy of the project that has the new lock already and knows no
// image's digest; and the objects without a namespace that it makes with the latter. It returns what the program registers.
func (l locking) rendered(project string, all []manifest.Chart, lock charts.Lock) ([]recorder.Resource, error) {
	copied, err := os.MkdirTemp("", "kalypso-lock-")
	if err != nil {
		return nil, fmt.Errorf("copying the project: %w", err)
	}
	defer os.RemoveAll(copied)
	data, err := lock.Encode()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(
		inputs.Copy(project, copied),
		os.WriteFile(filepath.Join(copied, "charts.lock"), data, 0o600),
		os.WriteFile(filepath.Join(copied, images.File), nil, 0o600),
	); err != nil {
		return nil, fmt.Errorf("copying the project: %w", err)
	}
	resources, err := development(copied, l.archives)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		release := render.Release{Name: c.Release, Namespace: c.Namespace, Archive: filepath.Join(l.archives, pinned.ArchiveName(c))}
		byDefault, _ := render.Objects(release, render.KubeVersion)
		var objects []render.Object
		facts := lock[charts.ID(c.Name, c.Version)]
		for _, r := range resources {
			if r.GetName() != c.Release || r.GetType() != render.ReleaseType {
				continue
			}
			made, err := rendered(r, copied, render.KubeVersion, c.Namespace)
			if err != nil {
				return nil, err
			}
			objects = append(objects, made...)
			if err := effective(&facts, release.Archive, r); err != nil {
				return nil, err
			}
		}
		facts.Images = footprint.Images(append(byDefault, objects...))
		facts.ClusterScoped = clusterScoped(objects)
		lock[charts.ID(c.Name, c.Version)] = facts
	}
	return resources, nil
}

// clusterScoped lists the objects without a namespace, sorted, each once. Those for `helm test` are left out.
func clusterScoped(objects []render.Object) []string {
	var list []string
	for _, object := range objects {
		if manifest.ClusterScoped(object) && !object.Test() {
			list = append(list, object.ID())
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// digest is the sha256 of a file, in hexadecimal.
func digest(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading a chart archive: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data)), nil
}

// effective adds what the values say that a release ends up with: the maps whose key enabled is false, by path, and the images.
func effective(facts *charts.Facts, archive string, release recorder.Resource) error {
	loaded, err := render.Load(archive)
	if err != nil {
		return err
	}
	values, _ := release.Plain()["values"].(map[string]any)
	facts.ImageValues = keys.Images(loaded, values)
	if loaded, err = render.Load(archive); err != nil { // merging changes a chart
		return err
	}
	values, _ = release.Plain()["values"].(map[string]any)
	merged, err := chartutil.CoalesceValues(loaded, values)
	if err != nil {
		return fmt.Errorf("merging the values of %s: %w", release.GetName(), err)
	}
	facts.Off = offBelow("", merged)
	return nil
}

func offBelow(path string, values map[string]any) []string {
	if path != "" && values["enabled"] == false {
		return []string{path}
	}
	var all []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		inner, isMap := values[key].(map[string]any)
		switch {
		case !isMap:
		case key == keys.IstioDefaults: // a user writes what is below without it
			all = append(all, offBelow(path, inner)...)
		default:
			all = append(all, offBelow(strict.Join(path, key), inner)...)
		}
	}
	return all
}
