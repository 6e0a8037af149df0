// Package pinned knows the charts that the manifests pin. It needs neither Helm's library nor the program, so that
// `make charts` is quick on a fresh machine.
package pinned

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Set is what a project pins.
type Set struct {
	Charts []manifest.Chart
	Lock   charts.Lock
	// Supply has the user's cache and the project's mirrors.
	Supply charts.Supply
}

// Load reads what a project pins.
func Load(project string) (Set, error) {
	all, err := Charts(project)
	if err != nil {
		return Set{}, err
	}
	mirrors, err := charts.ReadMirrors(project)
	if err != nil {
		return Set{}, err
	}
	lock, err := charts.ReadLock(filepath.Join(project, "charts.lock"))
	return Set{all, lock, charts.Supply{Project: project, Cache: charts.UserCache(), Mirrors: mirrors}}, err
}

// Charts reads the charts that the project's manifests install. A chart that stands beside its manifest needs no lock.
func Charts(project string) ([]manifest.Chart, error) {
	components, err := kustomize.Load(project)
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
func (s Set) Requests() []charts.Request {
	all := make([]charts.Request, 0, len(s.Charts))
	for _, c := range s.Charts {
		all = append(all, charts.Request{Name: c.Name, Version: c.Version, Repo: c.Repo})
	}
	return all
}

// ArchiveName is the file name of the chart's archive, as Helm writes it.
func ArchiveName(c manifest.Chart) string { return c.Name + "-" + c.Version + ".tgz" }
