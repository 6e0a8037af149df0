package scenario

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
	"github.com/kalypsoServing/kalypso/tests/lab/steps"
)

// kill is one operation that is killed.
type kill struct {
	kind string
	// after is when, from the start of the command.
	after time.Duration
	// whole kills the provider and the language host too, and not the command alone.
	whole bool
	// undone is set where the change that was being made is taken back before the next update; of a destroy, where it is not
	// finished but the platform is to stay.
	undone bool
}

// kills draws n moments, as many of each kind. An up and a destroy take some 25 s on two cores, the upgrade 10 s.
func kills(seed uint64, n int) []kill {
	draw := rand.New(rand.NewPCG(seed, 0))
	within := []struct {
		kind    string
		seconds float64
	}{{"up", 22}, {"upgrade", 9}, {"destroy", 18}}
	var all []kill
	for i := range n {
		kind := within[i%len(within)]
		after := time.Duration((0.8 + draw.Float64()*kind.seconds) * float64(time.Second))
		all = append(all, kill{kind.kind, after, draw.IntN(2) == 0, draw.IntN(2) == 0})
	}
	return all
}

// killPhases are lives in which an up, an upgrade and the destroy are killed.
func (r *Rehearsal) killPhases() [][]step {
	var phases [][]step
	for life := range slices.Chunk(kills(r.Seed, r.Kills), 3) {
		var phase []step
		for _, k := range life {
			phase = append(phase,
				step{fmt.Sprintf("kill -9 of %s after %.1f s, %s", k.kind, k.after.Seconds(), k.extent()), r.killed(k)},
				step{"recover", r.recover},
				step{"recover again does nothing", r.nothingToRecover},
			)
			if k.kind == "upgrade" && k.undone {
				phase = append(phase, step{"take the change back", r.unsetRetention})
			}
			if k.kind != "destroy" || k.undone {
				phase = append(phase, r.stands()...)
			}
			phase = append(phase, step{"count it", r.survived("kill -9 of " + k.kind)})
		}
		phases = append(phases, append(phase, step{"destroy", r.destroy}, step{"nothing is left", r.nothingLeft}))
	}
	return phases
}

func (k kill) extent() string {
	if k.whole {
		return "with its plugins"
	}
	return "the command alone"
}

// stands are the steps that bring the platform up after a fault, and look whether every promise holds.
func (r *Rehearsal) stands() []step {
	return []step{
		{"up", r.upAfterFault},
		{"the promises", r.promises},
		{"every release is as asked for", r.asAsked},
		{"every pod is as its release says", r.live},
		{"up again, no change", r.again(nil)},
	}
}

func (r *Rehearsal) killed(k kill) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		operation := pulumi.Stack.Up
		switch k.kind {
		case "up":
			_, unset := r.unsetRetention(ctx)
			if err := errors.Join(unset, r.cluster.Recycle(ctx)); err != nil {
				return "", err
			}
		case "upgrade":
			if err := r.setRetention(ctx); err != nil {
				return "", err
			}
		case "destroy":
			operation = pulumi.Stack.Destroy
		}
		r.stack.OnStart(func(pid int) { time.AfterFunc(k.after, func() { r.started = end(pid, k.whole) }) })
		defer r.stack.OnStart(nil)
		_, err := operation(r.stack, ctx)
		if err == nil {
			return "it was faster", nil
		}
		return "", ctx.Err()
	}
}

// end kills a process, and with whole those that it has started; it returns those. Spared ones go on for minutes.
func end(pid int, whole bool) []process.Identity {
	started := process.Descendants(pid)
	_ = syscall.Kill(pid, syscall.SIGKILL)
	if whole {
		process.Kill(started)
	}
	return started
}

// setRetention changes the releases of three stores, each time to something else.
func (r *Rehearsal) setRetention(ctx context.Context) error {
	var failures []error
	r.changes++
	for _, signal := range []string{"logs", "metrics", "traces"} {
		failures = append(failures, r.stack.Set(ctx, "kalypso:retention."+signal, fmt.Sprintf("%dh", 24*(r.changes+1))))
	}
	return errors.Join(failures...)
}

func (r *Rehearsal) unsetRetention(ctx context.Context) (string, error) {
	return "", r.stack.Unset(ctx, "kalypso:retention")
}

func (r *Rehearsal) recovery() recovery.Recovery {
	command, dir := r.stack.Command()
	return recovery.Recovery{Command: command, Dir: dir, Stack: r.stack.Name(), Say: r.Progress}
}

func (r *Rehearsal) recover(ctx context.Context) (string, error) {
	done, err := r.recovery().Run(ctx)
	return fmt.Sprintf("%d things done", done), err
}

func (r *Rehearsal) nothingToRecover(ctx context.Context) (string, error) {
	done, err := r.recovery().Run(ctx)
	if err == nil && done > 0 {
		err = fmt.Errorf("%d things were done once more", done)
	}
	return "", err
}

func (r *Rehearsal) upAfterFault(ctx context.Context) (string, error) {
	result, err := r.stack.Reporting(r.Progress).Up(ctx)
	return result.Counts(), err
}

func (r *Rehearsal) live(ctx context.Context) (string, error) {
	state, err := r.stack.Resources(ctx)
	if err != nil {
		return "", err
	}
	n, err := steps.Live(ctx, r.cluster.Client, state)
	return fmt.Sprintf("%d workloads", n), err
}

// survived counts a fault after which everything held.
func (r *Rehearsal) survived(kind string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		r.faults[kind]++
		return "", nil
	}
}
