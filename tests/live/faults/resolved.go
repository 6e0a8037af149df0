package faults

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// ends is how long after its repair an alert may last: what it looks back on, and then an evaluation.
const ends = 20 * time.Minute

// resolved waits until no alert of a fault fires in a ruler or is in the Alertmanager, and says for how long it fired after the repair.
func (f *Faults) resolved(ctx context.Context) (string, error) {
	var last time.Time
	for _, one := range f.runs {
		if one.repaired.After(last) {
			last = one.repaired
		}
	}
	if err := kube.Eventually(ctx, max(time.Minute, time.Until(last.Add(ends))), func() error { return f.still(ctx) }); err != nil {
		return "", err
	}
	for _, one := range f.runs {
		ended, err := f.ended(ctx, one)
		if err != nil {
			return "", err
		}
		if !ended.IsZero() {
			f.Note("%-42s %-22s resolved %4.0f s after the repair", one.name, one.alert, max(ended.Add(evaluated).Sub(one.repaired), 0).Seconds())
		}
	}
	return fmt.Sprintf("%d alerts", len(f.runs)), nil
}

// still names what has not ended.
func (f *Faults) still(ctx context.Context) error {
	now, err := alerts(ctx, f.Client)
	there, err2 := delivered(ctx, f.Client)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	var left []error
	for _, a := range append(now, there...) {
		for _, one := range f.runs {
			if one.is(a) && a.State != pending {
				left = append(left, fmt.Errorf("%s has not resolved", a))
			}
		}
	}
	return errors.Join(left...)
}

// ended is when an alert of metrics was evaluated as firing for the last time; none of lines is in Mimir.
func (f *Faults) ended(ctx context.Context, r *run) (time.Time, error) {
	matchers := []string{`alertstate="firing"`, fmt.Sprintf("alertname=%q", r.alert), fmt.Sprintf("severity=%q", r.severity)}
	for name, value := range r.labels {
		matchers = append(matchers, fmt.Sprintf("%s=%q", name, value))
	}
	found, err := query(ctx, f.Client, "max(max_over_time(timestamp(ALERTS{"+strings.Join(matchers, ",")+"})[2h:30s]))")
	if err != nil || len(found) == 0 || len(found[0].Value) != 2 {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseFloat(fmt.Sprint(found[0].Value[1]), 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading when %s ended: %w", r.alert, err)
	}
	return time.UnixMilli(int64(seconds * 1000)), nil
}
