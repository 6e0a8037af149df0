package scenario

import (
	"context"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/live/queries"
)

// queries is the step that asks everything that dashboards and rules ask. Before it, signals have flown for some minutes.
func (s *Suite) queries() step {
	return step{"every query of dashboards and rules", func(ctx context.Context) (string, error) {
		found, err := queries.Run(ctx, s.target.Client, s.Project, s.off())
		s.measured.asked = found.Stores
		return found.String(), err
	}}
}

// off are the components and the sources of eBPF that do not run, and why.
func (s *Suite) off() map[string]string {
	all := map[string]string{}
	for _, p := range s.parts {
		if p.why != "" {
			all[p.component] = p.why
		}
	}
	for source, why := range s.ebpf {
		all[source] = why
	}
	return all
}

// Names writes the names of all metrics and labels of a cluster on which the platform runs, to which a test holds rules and
// dashboards.
func (s *Suite) Names(ctx context.Context) error {
	to, err := s.running()
	if err != nil {
		return err
	}
	names, err := queries.Take(ctx, to.Client)
	if err != nil {
		return err
	}
	return names.Write(filepath.Join(s.Project, queries.NamesFile))
}
