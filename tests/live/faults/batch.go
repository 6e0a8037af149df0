package faults

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// all breaks everything at once, and repairs each when its alert fires: also when something fails.
func (f *Faults) all(ctx context.Context) (note string, err error) {
	hold, err := holds(ctx, f.Client)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Repair()) }()
	for _, one := range append(f.list(), f.lines()...) {
		f.runs = append(f.runs, &run{fault: one})
	}
	watching, stop := context.WithCancel(ctx)
	unrelated := make(chan error, 1)
	go func() { unrelated <- f.watch(watching) }()
	failed := make([]error, len(f.runs))
	var wait sync.WaitGroup
	for i, one := range f.runs {
		wait.Go(func() { failed[i] = f.one(ctx, one, hold[one.alert+"/"+one.severity]) })
	}
	wait.Wait()
	stop()
	for _, one := range f.runs {
		f.Note("%s", one)
	}
	return fmt.Sprintf("%d alerts", len(f.runs)), errors.Join(append(failed, <-unrelated)...)
}

// one breaks, looks, and repairs.
func (f *Faults) one(ctx context.Context, r *run, hold time.Duration) error {
	if r.begun.IsZero() {
		r.begun = time.Now()
		if err := r.breaks(ctx); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", r.name, err), r.mend())
		}
	}
	err := r.observe(ctx, f.Client, hold)
	return errors.Join(err, r.mend())
}

// mend repairs once, also when the run's time is over.
func (r *run) mend() error {
	if r.begun.IsZero() || !r.repaired.IsZero() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	r.repaired = time.Now()
	if r.repair == nil {
		return nil
	}
	if err := r.repair(ctx); err != nil {
		return fmt.Errorf("repairing %s: %w", r.name, err)
	}
	return nil
}

// Repair undoes whatever is broken still, and removes what was made for it.
func (f *Faults) Repair() error {
	var failed []error
	for _, one := range f.runs {
		failed = append(failed, one.mend())
	}
	return errors.Join(append(failed, f.clear(context.Background()))...)
}

// watch keeps what fires and no fault explains.
func (f *Faults) watch(ctx context.Context) error {
	wrong := map[string]bool{}
	for ctx.Err() == nil {
		found, err := alerts(ctx, f.Client)
		for _, a := range found {
			if err == nil && a.State == firing && !f.explained(a) {
				wrong[a.String()] = true
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(looked):
		}
	}
	var all []string
	for one := range wrong {
		all = append(all, one)
	}
	if len(all) > 0 {
		return errors.New("unrelated to every fault: " + strings.Join(all, ", "))
	}
	return nil
}

func (f *Faults) explained(a alert) bool {
	_, excused := f.Excused[a.name()]
	explained := excused || a.name() == watchdog
	for _, one := range f.runs {
		explained = explained || one.explains(a)
	}
	return explained
}
