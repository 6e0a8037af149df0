// Package scenario deploys the development stack to real nodes, with real containers, and looks at what really works: every
// pod, every backend's own view of itself, data written and read back, buckets and credentials, restarts, removal.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/report"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/lab/workspace"
	"github.com/kalypsoServing/kalypso/tests/live/faults"
	"github.com/kalypsoServing/kalypso/tests/live/fire"
	"github.com/kalypsoServing/kalypso/tests/live/image"
	"github.com/kalypsoServing/kalypso/tests/live/machine"
	"github.com/kalypsoServing/kalypso/tests/live/node"
	"github.com/kalypsoServing/kalypso/tests/live/queries"
	"github.com/kalypsoServing/kalypso/tests/live/target"
	"github.com/kalypsoServing/kalypso/tests/live/usage"
)

// Suite is one run.
type Suite struct {
	// Project is the root of the product's tree.
	Project string
	// Kubeconfig and Context name a cluster that pulls images itself; with an empty Context the live node of this machine
	// is used, and started if it does not run.
	Kubeconfig, Context string
	Out                 io.Writer

	*report.Report
	machine   *machine.Machine // nil with a cluster that is not ours
	kept      bool             // the node ran before, and stays
	tools     *tools.Set
	workspace workspace.Workspace
	target    target.Target
	stack     pulumi.Stack
	deployed  bool // something of the stack may be in the cluster
	source    archives.Source
	parts     []part
	ebpf      map[string]string // why an eBPF program does not run, by its switch in telemetry.sources
	needed    []string          // images that the whole stack runs; none with fixtures
	images    []image.Supplied
	before    leftover.Snapshot
	marks     []string       // under which data was written
	fired     *fire.Fire     // what runs the demo application, once it may
	faults    *faults.Faults // nil where nothing is broken on purpose
	measured  figures
}

// figures are what the run has measured.
type figures struct {
	node, ready, stop time.Duration
	// begun is when the deployment began, green how long it took from there until verify was, verify how long that takes itself.
	begun         time.Time
	green, verify time.Duration
	// asked is what came of the queries of dashboards and rules, by store.
	asked map[string]*queries.Count
	idle  []usage.Row
}

// step is one line of the report.
type step struct {
	name string
	run  func(context.Context) (note string, err error)
}

// Run does everything and cleans up, also when a step fails or the context is cancelled.
func (s *Suite) Run(ctx context.Context) error {
	s.Report = report.New(s.Out, "The stack live: real nodes, real containers.")
	dir, err := s.place()
	if err == nil {
		err = s.runPhases(ctx, dir)
	}
	if ctx.Err() != nil {
		s.Note("interrupted")
	}
	cleanup := s.cleanUp(dir)
	s.notes()
	if failed := s.Close(); failed != nil {
		return failed
	}
	return errors.Join(err, cleanup)
}

// place is where the run keeps its files: with a node of ours, where the next run finds them if this one is killed.
func (s *Suite) place() (string, error) {
	if s.Context != "" {
		dir, err := os.MkdirTemp("", "kalypso-live-")
		if err != nil {
			return "", fmt.Errorf("making the run's directory: %w", err)
		}
		return dir, nil
	}
	s.machine = &machine.Machine{Project: s.Project, Out: s.Report}
	var err error
	s.kept, err = machine.Kept()
	return filepath.Join(node.Dir, "run"), err
}

func (s *Suite) runPhases(ctx context.Context, dir string) error {
	for _, phase := range []func(string) []step{s.preparation, s.deployment, s.data, s.fire, s.life, s.rotation, s.removal} {
		for _, step := range phase(dir) {
			if err := s.Step(step.name, func() (string, error) { return step.run(ctx) }); err != nil {
				s.explain()
				return err
			}
		}
	}
	return nil
}

// cleanUp removes every trace, whatever happened before.
func (s *Suite) cleanUp(dir string) error {
	if dir == "" || s.machine != nil && !s.kept && !s.machine.Started() {
		return nil // nothing was begun, and a node that is there is another's
	}
	return s.Step("clean up", func() (string, error) {
		if s.machine == nil || s.kept {
			return "", errors.Join(s.takeBack(), os.RemoveAll(dir))
		}
		begun := time.Now()
		err := s.machine.Stop()
		s.measured.stop = time.Since(begun)
		return "no process, mount, control group, interface or file of the node is left", err
	})
}

// takeBack destroys what a failed run has deployed to a cluster that stays. Its state is about to go, too.
func (s *Suite) takeBack() error {
	ctx := context.Background() // the run's own may be what ended it; what is done here bounds its time
	var demo error
	if s.fired != nil {
		_, demo = s.fired.Remove(ctx)
	}
	if s.faults != nil {
		demo = errors.Join(demo, s.faults.Repair())
	}
	if !s.deployed {
		return demo
	}
	_, err := s.destroy(ctx)
	return errors.Join(demo, err)
}
