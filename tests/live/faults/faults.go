// Package faults breaks things on the healthy live platform, as they break with people, and wants the right alert of each: pending, then
// firing within its time, then gone after the repair, and nothing unrelated beside them.
package faults

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Faults is the proof for one live node of this machine.
type Faults struct {
	Client *kube.Client
	// Project is the root of the product's tree, which holds the made lines.
	Project string
	// Image has a shell and MinIO's client.
	Image string
	// Note keeps a line for the end of the report.
	Note func(format string, args ...any)
	// Excused are alerts that may fire on this healthy node, and why: of what runs beside the platform.
	Excused map[string]string

	begun time.Time // when the healthy time began
	runs  []*run
}

// Step is one thing that is done, and what was seen.
type Step struct {
	Name string
	Run  func(context.Context) (note string, err error)
}

// Early is what begins long before the others: its alert takes longest.
func (f *Faults) Early() []Step {
	return []Step{{"a pod is throttled from now on", func(ctx context.Context) (string, error) {
		f.begun = time.Now()
		one := &run{fault: f.throttled(), begun: time.Now()}
		f.runs = append(f.runs, one)
		return "", errors.Join(f.space(ctx), one.breaks(ctx))
	}}}
}

// Steps are all others until everything is repaired, in order.
func (f *Faults) Steps() []Step {
	return []Step{
		{"on the healthy node nothing but the Watchdog fires", f.healthy},
		{"six faults and lines that tell of more: the right alerts fire, and nothing else", f.all},
		// The collector sees what happens from its own start on; that Tempo's distributor was stopped and started again is a rollout.
		{"what changed is told: the deployment and the rollouts", f.changed},
	}
}

// Late wants that everything has resolved.
func (f *Faults) Late() []Step {
	return []Step{{"after the repair every alert has resolved", f.resolved}}
}

// healthy looks at the rulers, the Alertmanager, and at all that fired since the beginning.
func (f *Faults) healthy(ctx context.Context) (string, error) {
	now, err := alerts(ctx, f.Client)
	if err != nil {
		return "", err
	}
	there, err := delivered(ctx, f.Client)
	if err != nil {
		return "", err
	}
	minutes := int(time.Since(f.begun)/time.Minute) + 1
	before, err := query(ctx, f.Client, fmt.Sprintf(`count by (alertname) (max_over_time(ALERTS{alertstate="firing"}[%dm]))`, minutes))
	if err != nil {
		return "", err
	}
	for _, one := range before {
		there = append(there, alert{State: firing, Labels: one.Metric})
	}
	seen, waiting, wrong := false, 0, []error(nil)
	for _, a := range append(there, now...) {
		_, excused := f.Excused[a.name()]
		switch {
		case a.name() == watchdog:
			seen = true
		case a.State == pending:
			waiting++
		case !excused:
			wrong = append(wrong, fmt.Errorf("%s fires", a))
		}
	}
	if !seen {
		wrong = append(wrong, errors.New("the Watchdog does not fire"))
	}
	return fmt.Sprintf("in %d minutes; %d are pending", minutes, waiting), errors.Join(wrong...)
}
