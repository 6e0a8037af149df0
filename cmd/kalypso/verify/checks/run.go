// Package checks proves that a platform works: it sends what an application would, reads it back from every store, walks
// the ways between the signals, and asks whether what arrives by itself is fresh and whole.
package checks

import (
	"context"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/report"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// Verifier verifies a platform.
type Verifier struct {
	Platform proof.Platform
	Way      Way
	// ReadOnly sends nothing: only what arrives by itself, targets, losses and queues are looked at.
	ReadOnly bool
	// Poll is how long to wait between two askings; 500 ms if it is 0.
	Poll time.Duration
	// Watch, if it is there, gets each result when it is there. It is called by one goroutine at a time.
	Watch func(report.Check)
}

// Way is how a cluster is reached.
type Way interface {
	stores.Way
	// Nodes are the names of the nodes; none, if only the metrics know.
	Nodes(context.Context) ([]string, error)
	// Login is Grafana's administrator.
	Login(context.Context, proof.Grafana) (user, password string, err error)
}

// attempt is one verification.
type attempt struct {
	Verifier
	run       send.Run
	mimir     stores.Mimir
	loki      stores.Loki
	tempo     stores.Tempo
	pyroscope stores.Pyroscope
	evidence  evidence
	all       []*check
}

// evidence is what was read back, for the checks that come after. Each field is set by one check, and read by those that
// wait for it.
type evidence struct {
	exemplar string // its trace id
	line     stores.Line
	spans    []stores.Span // the client's first
	// calls and requests are what the metrics made of traces counted before there was one of this run; -1 if nothing.
	calls, requests float64
}

// Run asks everything, as much as possible at once.
func (v Verifier) Run(ctx context.Context) report.Report {
	if v.Poll == 0 {
		v.Poll = 500 * time.Millisecond
	}
	a := &attempt{
		Verifier: v, run: send.New(v.Platform.Cluster),
		mimir:     stores.Mimir{API: stores.NewAPI(v.Way, v.Platform.Metrics)},
		loki:      stores.Loki{API: stores.NewAPI(v.Way, v.Platform.Logs)},
		tempo:     stores.Tempo{API: stores.NewAPI(v.Way, v.Platform.Traces)},
		pyroscope: stores.Pyroscope{API: stores.NewAPI(v.Way, v.Platform.Profiles)},
	}
	if !a.ReadOnly {
		arrived := a.signals()
		a.grafana(arrived)
		a.links(arrived)
	}
	a.freshness()
	a.health()
	a.alerting()
	a.ask(ctx)
	r := report.Report{
		Run: a.run.ID, Cluster: v.Platform.Cluster, Started: a.run.At, Took: report.Seconds(time.Since(a.run.At)),
	}
	for _, check := range a.all {
		r.Checks = append(r.Checks, check.result)
	}
	return r
}

// add takes a check. Those that it rests on were added before.
func (a *attempt) add(c check) *check {
	c.done = make(chan struct{})
	a.all = append(a.all, &c)
	return &c
}

func (a *attempt) ask(ctx context.Context) {
	var watch sync.Mutex
	var all sync.WaitGroup
	for _, check := range a.all {
		all.Go(func() {
			check.run(ctx, a.Poll)
			if a.Watch != nil {
				watch.Lock()
				defer watch.Unlock()
				a.Watch(check.result)
			}
		})
	}
	all.Wait()
}

// off is the reason to skip what a component does that is not there.
func off(component, address string) string {
	if address == "" {
		return component + " off"
	}
	return ""
}
