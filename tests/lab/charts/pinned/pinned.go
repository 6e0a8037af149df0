// Package pinned knows the charts that the manifests pin. It needs neither Helm's library nor the program, so that
// `make charts` is quick on a fresh machine.
package pinned

import (
	"errors"
	"fmt"
	"os"

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

// Requests asks for the charts from their own repositories.
func Requests(pinned []manifest.Chart) []charts.Request {
	all := make([]charts.Request, 0, len(pinned))
	for _, c := range pinned {
		all = append(all, charts.Request{Name: c.Name, Version: c.Version, Repo: c.Repo})
	}
	return all
}

// ArchiveName is the file name of the chart's archive, as Helm writes it.
func ArchiveName(c manifest.Chart) string { return c.Name + "-" + c.Version + ".tgz" }
