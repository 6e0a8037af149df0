// Package scenario rehearses the product's life on a real control plane: deploy, deploy again, change, fail, resume, remove.
package scenario

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/embedded"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/report"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/lab/workspace"
)

// Rehearsal is one run.
type Rehearsal struct {
	// Project is the root of the product's tree.
	Project string
	// Compare adds Helm alone, and the figures side by side.
	Compare bool
	// Kills is how many operations are killed, Seed draws their moments.
	Kills int
	Seed  uint64
	// Only, if set, leaves out all but "kills", or all but the other "faults".
	Only string
	Out  io.Writer

	*report.Report
	tools     *tools.Set
	cluster   *controlplane.Cluster
	workspace workspace.Workspace
	stack     pulumi.Stack
	source    archives.Source
	before    leftover.Snapshot
	measured  measurements
	// previewed is what the preview of the first deployment told.
	previewed log
	// stored are the UIDs of claims and of the namespaces that have some, by name.
	stored map[string]string
	// changes counts the changes of a retention, so that each differs from the one before.
	changes int
	// started are the processes of the operation that was killed last.
	started []process.Identity
	// faults counts those that were survived, by kind.
	faults map[string]int
}

// Run rehearses and cleans up, also when a step fails or the context is cancelled.
func (r *Rehearsal) Run(ctx context.Context) error {
	if err := removeAbandoned(); err != nil {
		return err
	}
	dir, err := makeDirectory()
	if err != nil {
		return err
	}
	r.Report = report.New(r.Out, "Rehearsal on a real control plane. Its nodes are simulated: no container runs.")
	err = r.runPhases(ctx, dir)
	if ctx.Err() != nil {
		r.Note("interrupted")
	}
	// A second error would only repeat what the report has printed.
	if cleanup := r.cleanUp(dir); err == nil {
		err = cleanup
	}
	if failed := r.Close(); failed != nil {
		return failed
	}
	return err
}

func (r *Rehearsal) runPhases(ctx context.Context, dir string) error {
	if err := r.prepare(ctx, dir); err != nil {
		return err
	}
	r.faults = map[string]int{}
	r.Progress("kills are drawn with --seed %d", r.Seed)
	phases := slices.Concat(r.phases(), r.faultPhases(), r.killPhases())
	switch r.Only {
	case "kills":
		phases = r.killPhases()
	case "faults":
		phases = r.faultPhases()
	}
	for _, phase := range phases {
		if err := r.sequence(ctx, phase...); err != nil {
			return err
		}
	}
	r.notes()
	return nil
}

// prepare makes everything that the phases need: tools, a cluster, a workspace with a stack.
func (r *Rehearsal) prepare(ctx context.Context, dir string) error {
	return r.sequence(ctx,
		step{"build the tools", r.buildTools},
		step{"build the program", func(ctx context.Context) (string, error) {
			r.workspace = workspace.Workspace{Dir: filepath.Join(dir, "workspace"), Tools: r.tools,
				Kubeconfig: controlplane.Kubeconfig(clusterDir(dir))}
			return "", r.workspace.Prepare(ctx, r.Project)
		}},
		step{"start the control plane", func(ctx context.Context) (note string, err error) {
			r.cluster, err = controlplane.Site{}.Start(ctx, clusterDir(dir), embedded.Binaries(r.tools))
			if err == nil {
				go embedded.Operator(ctx, r.cluster.Client)
			}
			return fmt.Sprintf("%d nodes Ready", controlplane.Nodes), err
		}},
		step{"find the charts", func(ctx context.Context) (note string, err error) {
			r.source, err = embedded.Charts(ctx, r.Project, r.workspace.Dir)
			return r.source.Description, err
		}},
		step{"make the stack", func(ctx context.Context) (note string, err error) {
			if r.before, err = leftover.Take(ctx, r.cluster.Client); err != nil {
				return "", err
			}
			r.stack, err = embedded.Stack(ctx, r.workspace, r.source, "rehearsal")
			return "", err
		}},
	)
}

func (r *Rehearsal) buildTools(ctx context.Context) (string, error) {
	groups := tools.Embedded()
	if r.Compare {
		groups = append(groups, tools.Helm())
	}
	var err error
	if r.tools, err = tools.Open(r.Project, r.Report); err != nil {
		return "", err
	}
	return "", r.tools.Ensure(ctx, groups...)
}

// cleanUp ends every process and removes every file, whatever happened before.
func (r *Rehearsal) cleanUp(dir string) error {
	return r.Step("clean up", func() (string, error) {
		process.Kill(r.started)
		if err := controlplane.Stop(clusterDir(dir)); err != nil {
			return "", err
		}
		return "", os.RemoveAll(dir)
	})
}

// sequence runs steps until one fails.
func (r *Rehearsal) sequence(ctx context.Context, steps ...step) error {
	for _, step := range steps {
		if err := r.Step(step.name, func() (string, error) { return step.run(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

func clusterDir(dir string) string { return filepath.Join(dir, "cluster") }
