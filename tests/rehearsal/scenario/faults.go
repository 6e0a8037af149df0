package scenario

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

// faultPhases are what else can go wrong on a bad day, in one life.
func (r *Rehearsal) faultPhases() [][]step {
	return [][]step{
		slices.Concat(
			[]step{{"up, the API server is killed and comes back", r.during(6*time.Second, r.restartAPIServer)}},
			r.holds("API server restarted in the middle"),
			[]step{{"two updates at once", r.twoAtOnce}},
			r.holds("two updates at once"),
			[]step{{"an update whose connections hang", r.during(2*time.Second, r.hang)}},
			r.holds("a connection that hangs"),
			[]step{
				{"refresh without MinIO", r.refresh},
				{"count it", r.survived("MinIO gone in a refresh")},
				{"destroy while an API is down", r.destroyWithoutAPI},
				{"nothing is left", r.nothingLeft},
				{"count it", r.survived("an API that is down in a destroy")},
			},
		),
	}
}

// holds are the steps after a fault.
func (r *Rehearsal) holds(kind string) []step {
	return slices.Concat([]step{{"recover", r.recover}}, r.stands(), []step{{"count it", r.survived(kind)}})
}

// during updates, with a fault that begins that long after the command. The update may fail, and may succeed.
func (r *Rehearsal) during(after time.Duration, fault func() error) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if err := errors.Join(r.cluster.Recycle(ctx), r.setRetention(ctx)); err != nil {
			return "", err
		}
		failure := make(chan error, 1)
		r.stack.OnStart(func(int) { time.AfterFunc(after, func() { failure <- fault() }) })
		defer r.stack.OnStart(nil)
		result, updated := r.stack.Up(ctx)
		if err := errors.Join(<-failure, ctx.Err(), r.cluster.Answers(ctx)); err != nil {
			return "", err
		}
		if updated != nil {
			line, _, _ := strings.Cut(updated.Error(), "\n")
			return "it failed: " + line, nil
		}
		return "it went through: " + result.Counts(), nil
	}
}

func (r *Rehearsal) restartAPIServer() error {
	return controlplane.Restart(r.cluster.Dir, controlplane.APIServer, 2*time.Second)
}

func (r *Rehearsal) hang() error {
	if err := controlplane.Signal(r.cluster.Dir, controlplane.APIServer, syscall.SIGSTOP); err != nil {
		return err
	}
	time.Sleep(8 * time.Second)
	return controlplane.Signal(r.cluster.Dir, controlplane.APIServer, syscall.SIGCONT)
}

// twoAtOnce starts a second update while one runs: it is refused, a recovery too, and the first one finishes.
func (r *Rehearsal) twoAtOnce(ctx context.Context) (string, error) {
	if err := r.setRetention(ctx); err != nil {
		return "", err
	}
	second, err := r.workspace.Stack(ctx, r.stack.Name())
	if err != nil {
		return "", err
	}
	refused := make(chan error, 1)
	r.stack.OnStart(func(int) {
		time.AfterFunc(1500*time.Millisecond, func() {
			_, recover := r.recovery().Run(ctx)
			_, up := second.Up(ctx)
			if up == nil || !strings.Contains(up.Error(), "locked") {
				refused <- fmt.Errorf("a second update is to be refused: %w", errors.Join(up, errors.New("it was not")))
			} else if !errors.Is(recover, recovery.ErrLocked) {
				refused <- fmt.Errorf("a recovery beside a live update is to be refused: %w", errors.Join(recover, errors.New("it was not")))
			} else {
				refused <- nil
			}
		})
	})
	defer r.stack.OnStart(nil)
	result, err := r.stack.Up(ctx)
	return "the first: " + result.Counts(), errors.Join(err, <-refused)
}

// refresh reads everything. No MinIO answers here; nothing that is in it may vanish from the state.
func (r *Rehearsal) refresh(ctx context.Context) (string, error) {
	before, err := r.urns(ctx)
	if err != nil {
		return "", err
	}
	if _, err := r.stack.Refresh(ctx); err != nil {
		return "", err
	}
	after, err := r.urns(ctx)
	if err == nil && !maps.Equal(before, after) {
		err = fmt.Errorf("the state held %d resources, and holds %d", len(before), len(after))
	}
	return fmt.Sprintf("%d resources before and after", len(after)), err
}

func (r *Rehearsal) urns(ctx context.Context) (map[string]bool, error) {
	state, err := r.stack.Resources(ctx)
	all := map[string]bool{}
	for _, resource := range state {
		all[string(resource.URN)] = true
	}
	return all, err
}
