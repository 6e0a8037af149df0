// Package pinned knows the charts that the manifests pin, and gets their archives. It needs neither Helm's library nor the
// program, so that `make charts` is quick on a fresh machine.
package pinned

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Charts reads the charts that the project's manifests install. A chart that stands beside its manifest needs no lock.
func Charts(manifests string) ([]manifest.Chart, error) {
	components, err := manifest.Load(os.DirFS(manifests))
	if err != nil {
		return nil, fmt.Errorf("reading the manifests: %w", err)
	}
	var all []manifest.Chart
	for _, component := range components {
		for _, c := range component.Charts {
			if c.Repo != "" {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the manifests name no chart")
	}
	return all, nil
}

// Fetch is the command that fills a directory with the archives of all pinned charts, each with the locked digest, from the
// charts' own repositories or from a mirror. What the directory holds already is not fetched again.
func Fetch(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	manifests := flags.String("manifests", "../../../manifests", "directory with the manifests that pin the charts")
	lockFile := flags.String("lock", "../../../charts.lock", "lock file with the digests")
	source := flags.String("from", "", "directory or mirror (http://, https://, oci://) instead of the charts' own repositories")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.Arg(0) == "" {
		return errors.New("no directory given: name the one to fill")
	}
	directory, err := filepath.Abs(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("directory %s: %w", flags.Arg(0), err)
	}
	all, err := Charts(*manifests)
	if err != nil {
		return err
	}
	lock, err := charts.ReadLock(*lockFile)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	progress := log.New(out, "", 0)
	progress.Printf("getting %d charts from %s", len(all), place(*source))
	supply := charts.Supply{Source: *source, Project: ".", Dir: directory}
	if _, err := supply.Stage(ctx, Requests(all), lock); err != nil {
		return err
	}
	for _, c := range all {
		progress.Printf("  %s", filepath.Join(directory, ArchiveName(c)))
	}
	return nil
}

// Requests asks for the charts from their own repositories.
func Requests(pinned []manifest.Chart) []charts.Request {
	all := make([]charts.Request, 0, len(pinned))
	for _, c := range pinned {
		all = append(all, charts.Request{Name: c.Name, Version: c.Version, Repo: c.Repo})
	}
	return all
}

func place(source string) string {
	if source == "" {
		return "their repositories"
	}
	return source
}

// ArchiveName is the file name of the chart's archive, as Helm writes it.
func ArchiveName(c manifest.Chart) string { return c.Name + "-" + c.Version + ".tgz" }
