package scenario

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/promise"
	"github.com/kalypsoServing/kalypso/tests/lab/steps"
)

// step is one line of the report.
type step struct {
	name string
	run  func(context.Context) (note string, err error)
}

// phases are the whole scenario. Each phase ends with an empty cluster.
func (r *Rehearsal) phases() [][]step {
	phases := [][]step{
		{
			{"doctor", r.doctor},
			{"preview", r.preview},
			{"up in waves", r.up(&r.measured.waves)},
			{"doctor of a deployed stack", r.doctor},
			{"the promises", r.promises},
			{"every release is as asked for", r.asAsked},
			{"the order of the waves", r.order},
			{"up again, no change", r.again(&r.measured.wavesAgain)},
			{"preview --expect-no-changes", r.expectNoChanges},
			{"no credential outside of Secrets", r.unleaked},
			{"up with one changed value", r.change},
			{"up with that value unset", r.changeBack},
			{"a directory that someone brings, patched and labelled", r.brought},
			{"its label is another", r.broughtAnew},
			{"it goes again", r.broughtBack},
			{"the kubeconfig elsewhere, in several files: no change", r.anotherMachine},
			{"another cluster is refused", r.anotherCluster},
			{"a collector of others is let go", r.collectorOfOthers},
			{"objects changed by hand are found and put back", r.drifted},
			{"destroy", r.destroy},
			{"nothing is left", r.nothingLeft},
		},
		{
			{"set kalypso:ordering to dependencies", r.orderByDependencies},
			{"up by dependencies", r.up(&r.measured.dependencies)},
			{"the promises", r.promises},
			{"up again, no change", r.again(&r.measured.dependenciesAgain)},
			{"another store beside MinIO: nothing changes", r.storeStandsBy},
			{"the backends use it, MinIO stays", r.storeTakesOver},
			{"MinIO switched off", r.storeStaysAlone},
			{"and back, until nothing is left to change", r.storeGoes},
			{"the promises", r.promises},
			{"an override that cannot run: the update says why", r.badOverride},
			{"the override taken back: nothing of it is left", r.reverted},
			{"destroy", r.destroy},
			{"nothing is left", r.nothingLeft},
		},
		{
			{"up, interrupted while Mimir installs", r.interrupted},
			{"up again resumes", r.resume},
			{"the promises", r.promises},
			{"up again, no change", r.again(nil)},
			{"destroy", r.destroy},
			{"nothing is left", r.nothingLeft},
		},
		r.dataPhase(),
	}
	if r.Compare {
		// Directly after the waves, so that both meet the same machine. The API server is warm by then, which is to Helm's favour.
		phases = slices.Insert(phases, 1, []step{
			{"Helm alone, release after release", r.helmInstall},
			{"Helm alone again, no change", r.helmAgain},
			{"Helm alone: uninstall", r.helmUninstall},
			{"nothing is left", r.nothingLeft},
			{"build the program from an empty build cache", r.compileCost},
		})
	}
	return phases
}

func (r *Rehearsal) preview(ctx context.Context) (string, error) {
	result, err := r.stack.Seeing(r.previewed.see).Preview(ctx)
	if err != nil {
		return "", err
	}
	r.measured.preview = result.Took
	return result.Counts(), nil
}

// up deploys from nothing and keeps the time where the comparison finds it.
func (r *Rehearsal) up(took *time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if err := r.cluster.Recycle(ctx); err != nil {
			return "", err
		}
		result, err := r.stack.Reporting(r.Progress).Up(ctx)
		if err != nil {
			return "", err
		}
		*took, r.measured.first = result.Took, result
		if result.Changes[apitype.OpCreate] != result.Changed() {
			return "", fmt.Errorf("a first deployment only creates; this one did %s", result.Counts())
		}
		return result.Counts(), r.remember(ctx)
	}
}

func (r *Rehearsal) promises(ctx context.Context) (string, error) {
	var kept int
	// Pods of the last release may still be starting: Helm waits for Deployments, not for DaemonSets' last pod or for custom resources.
	err := kube.Eventually(ctx, 30*time.Second, func() (err error) {
		kept, err = promise.Check(ctx, r.cluster.Client, r.Project)
		return err
	})
	if err != nil {
		return "", err
	}
	pods, err := promise.Pods(ctx, r.cluster.Client)
	return fmt.Sprintf("%d kept, %d pods", kept, len(pods)), err
}

func (r *Rehearsal) asAsked(ctx context.Context) (string, error) {
	state, err := r.stack.Resources(ctx)
	if err != nil {
		return "", err
	}
	n, err := steps.AsAsked(ctx, r.cluster.Client, state, r.workspace.Dir)
	return fmt.Sprintf("%d releases: values and manifests", n), err
}

func (r *Rehearsal) order(context.Context) (string, error) {
	return "", promise.Waves(r.measured.first)
}

// again keeps the time of an update without a change.
func (r *Rehearsal) again(took *time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		result, err := steps.Again(ctx, r.stack)
		if took != nil {
			*took = result.Took
		}
		return result.Counts(), err
	}
}

func (r *Rehearsal) expectNoChanges(ctx context.Context) (string, error) {
	result, err := r.stack.Preview(ctx, optpreview.ExpectNoChanges())
	return result.Counts(), err
}

func (r *Rehearsal) destroy(ctx context.Context) (string, error) {
	result, err := r.stack.Destroy(ctx)
	return result.Counts(), err
}

func (r *Rehearsal) nothingLeft(ctx context.Context) (string, error) {
	return steps.NothingLeft(ctx, r.cluster.Client, r.before, 30*time.Second)
}
