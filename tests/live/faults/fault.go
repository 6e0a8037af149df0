package faults

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const (
	// evaluated is how often a rule of metrics is.
	evaluated = time.Minute
	// slack is for what lies between a fault and a sample of it: a scrape, the way through the collectors.
	slack = 2 * time.Minute
	// looked is how often alerts are looked at.
	looked = 5 * time.Second
)

// fault is one thing that breaks, and the alert that must say so.
type fault struct {
	name string
	// breaks begins it; again, if there is one, goes on every half minute; repair undoes it.
	breaks, again, repair func(context.Context) error
	// alert fires with these labels, and the severity.
	alert, severity string
	labels          map[string]string
	// rules is how many evaluations lie before the alert's own: those of recording rules.
	rules int
	// brings are alerts that it may have with it, and why.
	brings []brought
}

// brought is an alert that a fault may bring along.
type brought struct{ alert, namespace, why string }

// times are what was seen of a fault, as long after it began.
type times struct{ pending, firing, delivered time.Duration }

// run is a fault under way.
type run struct {
	fault
	begun, repaired time.Time
	seen            times
}

// within is how long its alert may take to be pending and to fire.
func (f fault) within(hold time.Duration) (pendingBy, firingBy time.Duration) {
	pendingBy = slack + time.Duration(f.rules+1)*evaluated
	return pendingBy, pendingBy + hold + evaluated
}

// observe looks until the alert of a fault fires and the Alertmanager has it, and notes when.
func (r *run) observe(ctx context.Context, client *kube.Client, hold time.Duration) error {
	pendingBy, firingBy := r.within(hold)
	for next := time.Now(); ; {
		if r.again != nil && time.Now().After(next) {
			if err := r.again(ctx); err != nil {
				return err
			}
			next = time.Now().Add(30 * time.Second)
		}
		err := r.look(ctx, client)
		took := time.Since(r.begun)
		switch {
		case r.seen.delivered > 0:
			return nil
		case r.seen.pending == 0 && took > pendingBy:
			return errors.Join(fmt.Errorf("%s: %s%v is not pending after %.0f s", r.name, r.alert, r.labels, took.Seconds()), err)
		case took > firingBy:
			return errors.Join(fmt.Errorf("%s: %s%v does not fire, or the Alertmanager has not got it, after %.0f s, for its condition "+
				"has to last %.0f s", r.name, r.alert, r.labels, took.Seconds(), hold.Seconds()), err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(looked):
		}
	}
}

// look notes what is seen for the first time.
func (r *run) look(ctx context.Context, client *kube.Client) error {
	found, err := alerts(ctx, client)
	if err != nil {
		return err // the next time, perhaps
	}
	for _, a := range found {
		if !r.is(a) {
			continue
		}
		r.seen.pending = cmp.Or(r.seen.pending, max(a.ActiveAt.Sub(r.begun), time.Second))
		if a.State == firing {
			r.seen.firing = cmp.Or(r.seen.firing, time.Since(r.begun))
		}
	}
	if r.seen.firing == 0 {
		return nil
	}
	there, err := delivered(ctx, client)
	if slices.ContainsFunc(there, r.is) {
		r.seen.delivered = cmp.Or(r.seen.delivered, time.Since(r.begun))
	}
	return err
}

// is tells whether an alert is that of the fault.
func (f fault) is(a alert) bool {
	return a.has(f.alert, f.labels) && a.Labels["severity"] == f.severity
}

// explains tells whether the fault may have brought an alert.
func (f fault) explains(a alert) bool {
	return a.has(f.alert, f.labels) || slices.ContainsFunc(f.brings, func(b brought) bool {
		return a.name() == b.alert && strings.HasPrefix(a.Labels["k8s_namespace_name"], b.namespace)
	})
}

// String is a row of the table.
func (r *run) String() string {
	text := fmt.Sprintf("%-42s %-22s pending %4.0f s", r.name, r.alert, r.seen.pending.Seconds())
	if r.seen.firing > 0 {
		text += fmt.Sprintf(", firing %4.0f s, delivered %4.0f s", r.seen.firing.Seconds(), r.seen.delivered.Seconds())
	}
	return text
}
