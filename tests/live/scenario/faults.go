package scenario

import (
	"context"
	"errors"

	"github.com/kalypsoServing/kalypso/tests/live/faults"
)

// faulty are the steps in which things break as they break with people, and the right alert of each fires. The node has to be ours.
func (s *Suite) faulty() []step {
	if s.faults == nil {
		return nil
	}
	return append(s.of(s.faults.Steps()),
		step{"every backend is ready, its ring complete", func(ctx context.Context) (string, error) {
			if err := s.settle(ctx); err != nil {
				return "", err
			}
			return s.backendsReady(ctx)
		}})
}

// early and late are the steps of the faults among those of others.
func (s *Suite) early() []step {
	if !s.source.Real {
		return nil
	}
	for _, component := range []string{"minio", "mimir", "loki", "tempo", "pyroscope", "telemetry"} {
		if !runs(s.parts, component) {
			s.Note("not run live: the faults and their alerts: they need %s", component)
			return nil
		}
	}
	if s.machine == nil {
		s.Note("not run live: the faults and their alerts: they are for a node of this machine alone")
		return nil
	}
	s.faults = &faults.Faults{
		Client: s.target.Client, Project: s.Project, Image: s.client(), Note: s.Note,
		Excused: map[string]string{"NodeCPUSaturated": "the machine is others' too"},
	}
	return s.of(s.faults.Early())
}

func (s *Suite) late() []step {
	if s.faults == nil {
		return nil
	}
	return s.of(s.faults.Late())
}

// of are steps of the report. When one fails, everything is repaired.
func (s *Suite) of(all []faults.Step) []step {
	var steps []step
	for _, one := range all {
		steps = append(steps, step{one.Name, func(ctx context.Context) (string, error) {
			note, err := one.Run(ctx)
			if err != nil {
				err = errors.Join(err, s.faults.Repair())
			}
			return note, err
		}})
	}
	return steps
}
