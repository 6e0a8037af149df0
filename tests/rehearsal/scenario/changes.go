package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// The value that is changed: of no consequence, known to the chart, and visible in Helm's record.
const (
	changedKey   = "revisionHistoryLimit"
	changedPath  = "kalypso:components.grafana.values." + changedKey
	changedValue = 3
)

// change sets one value of one component: one release is updated, and nothing else.
func (r *Rehearsal) change(ctx context.Context) (string, error) {
	if err := r.stack.Set(ctx, changedPath, fmt.Sprint(changedValue)); err != nil {
		return "", err
	}
	return r.oneUpdate(ctx, changedValue)
}

func (r *Rehearsal) changeBack(ctx context.Context) (string, error) {
	if err := r.stack.Unset(ctx, "kalypso:components"); err != nil {
		return "", err
	}
	return r.oneUpdate(ctx, nil)
}

func (r *Rehearsal) oneUpdate(ctx context.Context, want any) (string, error) {
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	// The word of an update is a ConfigMap of its own, in place of the last one's.
	if result.Changed() != 3 || result.Changes[apitype.OpUpdate] != 1 || result.Changes[apitype.OpCreate] != 1 {
		return "", fmt.Errorf("wanted one update and the word of it, found %s", result.Counts())
	}
	found, err := records.Read(ctx, r.cluster.Client, "grafana")
	if err != nil {
		return "", err
	}
	record := found["grafana"]
	got, set := record.Config[changedKey]
	if set != (want != nil) || set && fmt.Sprint(got) != fmt.Sprint(want) {
		return "", fmt.Errorf("the record that Helm has of grafana says %s: %v, want %v", changedKey, got, want)
	}
	return fmt.Sprintf("%s; grafana is at revision %d", result.Counts(), record.Revision), nil
}

func (r *Rehearsal) orderByDependencies(ctx context.Context) (string, error) {
	return "", r.stack.Set(ctx, "kalypso:ordering", "dependencies")
}

// interruptedRelease is being installed when the interrupt comes.
const interruptedRelease = "mimir"

var errInterrupted = errors.New("interrupted on purpose")

// interrupted sends one SIGINT, as Ctrl-C or a cancelled CI job does, when Helm is at work.
func (r *Rehearsal) interrupted(ctx context.Context) (string, error) {
	if err := r.cluster.Recycle(ctx); err != nil {
		return "", err
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stack := r.stack.Seeing(func(event apitype.EngineEvent) {
		begun := event.ResourcePreEvent
		if begun != nil && begun.Metadata.Type == pulumi.ReleaseType && resource.URN(begun.Metadata.URN).Name() == interruptedRelease {
			// Helm needs a moment to store its record; before that there would be nothing to recover from.
			time.AfterFunc(500*time.Millisecond, func() { cancel(errInterrupted) })
		}
	})
	_, err := stack.Up(inner)
	switch {
	case ctx.Err() != nil:
		return "", err
	case err == nil:
		return "", errors.New("the deployment finished: the interrupt came too late")
	case !errors.Is(err, errInterrupted):
		return "", err
	}
	status := "not recorded"
	if found, err := records.Read(ctx, r.cluster.Client,
		interruptedRelease); err == nil && found[interruptedRelease].Info.Status != "" {
		status = found[interruptedRelease].Info.Status
	}
	return fmt.Sprintf("release %s is %s", interruptedRelease, status), nil
}

// resume is a plain up, with nothing repaired by hand.
func (r *Rehearsal) resume(ctx context.Context) (string, error) {
	result, err := r.stack.Reporting(r.Progress).Up(ctx)
	if err != nil {
		return "", err
	}
	if result.Changed() == 0 {
		return "", errors.New("there was nothing to resume")
	}
	return result.Counts(), nil
}
