package scenario

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/live/backend"
	"github.com/kalypsoServing/kalypso/tests/live/collectors"
	"github.com/kalypsoServing/kalypso/tests/live/fire"
	"github.com/kalypsoServing/kalypso/tests/live/image"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// fire are the steps in which stores go away and collectors are killed while applications send. They want all three stores to
// send to.
func (s *Suite) fire(dir string) []step {
	if !s.source.Real {
		return nil
	}
	for _, component := range []string{"mimir", "loki", "tempo", "telemetry"} {
		if !runs(s.parts, component) {
			s.Note("not run live: the proof under fire: it needs %s", component)
			return nil
		}
	}
	f := &fire.Fire{
		Client: s.target.Client, Post: traffic.ThroughProxy(s.target.Client),
		Here: s.machine != nil, Demo: s.machine != nil, Note: s.Note,
	}
	s.fired = f
	steps := s.collectors()
	if f.Demo {
		steps = append(steps, step{"make the images of the demo application", func(ctx context.Context) (string, error) {
			return s.demoImages(ctx, filepath.Join(dir, "demo"))
		}})
	}
	steps = append(steps, s.faulty()...) // before anything else goes away
	for _, one := range f.Steps() {
		if one.Name == fire.Removal { // while there is something to be found
			steps = append(steps, s.queries())
		}
		steps = append(steps, step{one.Name, one.Run})
	}
	if !f.Demo {
		steps = append(steps, s.queries())
	}
	steps = append(steps,
		step{"what was sent is stored in the buckets, and no container was restarted", s.stored},
		step{"every backend is ready, its ring complete", s.backendsReady})
	return append(steps, s.late()...)
}

// stored makes every store put what it holds into its bucket, which takes the most memory after a flood: one that dies of it dies
// again whenever it starts.
func (s *Suite) stored(ctx context.Context) (string, error) {
	note, err := s.each(func(b backend.Backend) error { return b.Flush(ctx, s.target.Client) })
	if err != nil {
		return note, err
	}
	return s.noRestart(ctx)
}

// collectors has the collector itself check every configuration that the program makes. There is one to ask where images are
// made.
func (s *Suite) collectors() []step {
	if s.machine == nil {
		return nil
	}
	return []step{{"every collector configuration passes validate, and a full disk is survived", func(ctx context.Context) (string, error) {
		group := image.Collector()
		if err := s.tools.Ensure(ctx, group); err != nil {
			return "", err
		}
		checked, err := collectors.Check(ctx, s.Project, s.tools.Path("otelcol-contrib"))
		return fmt.Sprintf("%d configurations; %s", checked.Configurations, checked.DiskFull), err
	}}}
}

// demoImages makes and loads them: no registry has them.
func (s *Suite) demoImages(ctx context.Context, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a place for images: %w", err)
	}
	recipes := image.Demo()
	names := slices.Sorted(maps.Keys(recipes))
	var files []string
	for i, name := range names {
		file := filepath.Join(dir, fmt.Sprintf("%02d.tar", i))
		if _, err := s.machine.Maker().Make(ctx, recipes[name], name, file); err != nil {
			return "", err
		}
		files = append(files, file)
	}
	if err := s.machine.Load(ctx, files...); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d", len(files)), os.RemoveAll(dir)
}
