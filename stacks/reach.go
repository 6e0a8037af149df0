package stacks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
)

// How long a cluster may take to answer, a credential plugin that signs in included: an update waits for it, a preview does without.
// What is waited for is said after a moment.
const (
	updatePatience  = 30 * time.Second
	previewPatience = 5 * time.Second
	quiet           = 2 * time.Second
)

// patience bounds all that is asked of the cluster in one run.
func patience(ctx *pulumi.Context) time.Duration {
	if ctx.DryRun() {
		return previewPatience
	}
	return updatePatience
}

// ask asks the cluster who it is, within the deadline of asking.
func (program Program) ask(ctx *pulumi.Context, asking context.Context, where config.Cluster) (cluster.Answer, error) {
	waiting := time.AfterFunc(quiet, func() {
		_ = ctx.Log.Info(fmt.Sprintf("waiting for the cluster of context %q to answer, at most %.0f s; its credential plugin may be signing in",
			where.Context, patience(ctx).Seconds()), nil) // for people only
	})
	defer waiting.Stop()
	return program.Ask(asking, where)
}

// checkCluster refuses a cluster that the charts refuse, and settings that cannot work on this machine. A preview does
// without a cluster: CI has none. So does an update that makes one; unreachable then says why one that was made before does
// not answer.
func (program Program) checkCluster(
	ctx *pulumi.Context, asking context.Context, where config.Cluster,
) (answer cluster.Answer, unreachable string, err error) {
	if err := cluster.CheckHost(where, runtime.GOOS); err != nil {
		return answer, "", err
	}
	answer, err = program.ask(ctx, asking, where)
	var away cluster.UnreachableError
	var refused cluster.RefusedError
	var absent api.AbsentError
	switch {
	case err == nil && answer.Version.TooOld():
		return answer, "", fmt.Errorf("kalypso:cluster: Kubernetes %s is too old: the Mimir chart needs 1.%d or later; %s",
			answer.Version, config.OldestMinor, newer(where))
	case err == nil:
		return answer, "", nil
	case errors.As(err, &away) && where.Made():
		return answer, err.Error(), nil
	case errors.As(err, &absent) && (where.Made() || ctx.DryRun() && absent.Kubeconfig):
		return answer, "", nil
	case (errors.As(err, &away) || errors.As(err, &refused)) && ctx.DryRun():
		return answer, "", nil
	case errors.As(err, &refused):
		return answer, "", fmt.Errorf("%w; the cluster answers and does not admit you: sign in again, or name another user's context with "+
			"kalypso:cluster.context", err)
	case errors.As(err, &away):
		return answer, "", fmt.Errorf("%w; start the cluster, or name another with kalypso:cluster.context", err)
	case errors.As(err, &absent):
		return answer, "", fmt.Errorf("%w; set kalypso:cluster.kubeconfig and kalypso:cluster.context, or kalypso:cluster.driver to have one made", err)
	}
	return answer, "", fmt.Errorf("%w; mend the file, or name another with kalypso:cluster.kubeconfig", err)
}

// bind returns the cluster that the stack is on since its first update, and refuses any other. Where the configuration leaves the
// context to the kubeconfig, it is settled here, so that the provider's inputs name it.
func (p Plan) bind(ctx *pulumi.Context) (Plan, error) {
	now := cluster.Identify(p.Config.Cluster, p.Answer)
	recorded, err := cluster.Record(ctx, now)
	if err != nil {
		return p, err
	}
	if err := recorded.Check(now, p.Config.Cluster.Rebind); err != nil {
		return p, err
	}
	p.Recorded = recorded
	p.Context = cmp.Or(now.Context, recorded.Context) // the recorded one in a preview where no cluster is known
	return p, nil
}

// target is the configured cluster with its context settled.
func (p Plan) target() config.Cluster {
	where := p.Config.Cluster
	where.Context = p.Context
	return where
}

// newer says how a cluster becomes a newer one.
func newer(where config.Cluster) string {
	if where.Made() {
		return fmt.Sprintf("delete it (make cluster-%s-delete) and set kalypso:cluster.kubernetesVersion", where.Driver)
	}
	return "upgrade it, or name another with kalypso:cluster.context"
}
