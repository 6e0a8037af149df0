// Package recovery brings a stack whose update was killed back to where the next `up` or `destroy` works: it takes over the lock
// of a dead run, restores a state that was cut off, and leaves of what was in flight what an interrupt would have left.
package recovery

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Say prints one line.
type Say func(format string, args ...any)

// Recovery is one stack to recover.
type Recovery struct {
	Command *pulumi.Command
	// Dir is the project's directory, Stack the stack's name.
	Dir, Stack string
	// Down is set if a destroy follows: then what is still being deleted is no hindrance.
	Down bool
	Say  Say
}

// run is a recovery at work on a state.
type run struct {
	Recovery
	state *state
	// Client is of the cluster that the state's provider talks to; nil if there is none, or it does not answer.
	Client *kube.Client
	done   int
}

func (r *run) say(format string, args ...any) {
	r.done++
	r.Say("  "+format, args...)
}

// Run recovers and returns how many things it did; 0 for a healthy stack, whose state it does not write.
func (r Recovery) Run(ctx context.Context) (done int, err error) {
	work := &run{Recovery: r}
	if err := work.open(ctx); err != nil {
		return work.done, err
	}
	if work.state, err = r.export(ctx); err != nil {
		return work.done, err
	}
	if work.done > 0 || len(work.state.pending()) > 0 {
		endOrphans(plugins(), work.say)
	}
	if work.Client, err = work.state.cluster(ctx, r.Command.Env); err != nil {
		r.Say("  the stack's cluster does not answer: %v", err)
	}
	if err := work.repair(ctx); err != nil || !work.state.changed {
		return work.done, err
	}
	edited, err := work.state.encode()
	if err != nil {
		return work.done, err
	}
	_, err = r.pulumi(ctx, edited, "stack", "import", "--stack", r.Stack)
	return work.done, err
}

func (r Recovery) export(ctx context.Context) (*state, error) {
	text, err := r.pulumi(ctx, nil, "stack", "export", "--stack", r.Stack)
	if err != nil && strings.Contains(err.Error(), "no stack named") {
		return &state{}, nil // nothing was ever made, so nothing was killed
	}
	if err != nil {
		return nil, err
	}
	return decodeState(text)
}

// Deployed is what a stack's state says of the platform.
type Deployed struct {
	// Client is of the cluster that it is in; nil if the state names none.
	Client     *kube.Client
	Namespaces []string
	Releases   []records.Release
}

// Deployed reads the stack's state and connects to its cluster.
func (r Recovery) Deployed(ctx context.Context) (Deployed, error) {
	state, err := r.export(ctx)
	if err != nil {
		return Deployed{}, err
	}
	var found Deployed
	for _, one := range state.resources() {
		switch {
		case one.isNamespace():
			found.Namespaces = append(found.Namespaces, one.input("metadata", "name"))
		case one.isRelease():
			found.Releases = append(found.Releases, records.Release{Namespace: one.input("namespace"), Name: one.input("name")})
		}
	}
	found.Client, err = state.cluster(ctx, r.Command.Env)
	return found, err
}

// repair goes through everything that was in flight, and reports all that is in the way at once.
func (r *run) repair(ctx context.Context) error {
	operations := r.state.pending()
	if r.Client == nil {
		if len(operations) > 0 {
			return fmt.Errorf("the state has %d operations that were in flight (%s first), and the cluster does not answer: what became of them "+
				"can be seen there only", len(operations), operations[0].title())
		}
		return nil
	}
	var failures []error
	seen := map[string]bool{}
	for _, operation := range operations {
		seen[operation.urn()] = true
		failures = append(failures, r.operation(ctx, operation))
	}
	for _, resource := range r.state.resources() {
		if resource.isRelease() && !seen[resource.urn()] {
			failures = append(failures, r.release(ctx, resource, ""))
		}
	}
	failures = append(failures, r.orphans(ctx), r.remade(ctx), r.wake(ctx))
	if err := errors.Join(failures...); err != nil {
		return err
	}
	if len(operations) > 0 {
		r.state.settle()
		r.say("cleared %d pending operations", len(operations))
	}
	return nil
}

func (r *run) operation(ctx context.Context, of pending) error {
	known := r.state.find(of.urn())
	switch {
	case of.isRelease():
		return r.release(ctx, of.resource, of.kind)
	case of.isObject():
		return r.object(ctx, of)
	case known != nil && of.kind == "updating":
		known.unfinished()
		r.say("%s: Pulumi was updating it; the next update applies it again", of.title())
	case known != nil && of.kind == "deleting" && of.isInMinIO():
		r.state.drop(of.urn())
		r.say("%s %s: Pulumi was deleting it; the state forgets it, and the next update makes it again", of.kind, of.title())
	}
	return nil
}
