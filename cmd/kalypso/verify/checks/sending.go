package checks

import (
	"context"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// sendPatience is how long something may refuse what is sent: an application's SDK gives up after as long.
const sendPatience = 20 * time.Second

// sends are the checks that send, by signal.
type sends struct{ metrics, logs, traces, profiles *check }

func (a *attempt) sends() sends {
	p := a.Platform
	gateway := stores.NewAPI(a.Way, p.Gateway)
	to := func(name, skip string, api stores.API, path string, body []byte, remedy string) check {
		return check{
			name: name, skip: skip, goal: time.Second, patience: sendPatience, remedy: remedy,
			ask: func(ctx context.Context) (string, error) { return "", api.Post(ctx, path, body, nil) },
		}
	}
	through := func(signal, store, path string, body []byte) check {
		skip := off("the gateway is", p.Gateway)
		if skip == "" {
			skip = off("the store of "+signal+" is", store)
		}
		return to("send "+signal, skip, gateway, path, body, pods(p.Gateway)+
			"\n503 means that the gateway's queue is full: its store does not take anything")
	}
	traces := through("traces", p.Traces, "/v1/traces", a.run.Traces())
	traces.ask = a.countFirst(traces.ask)
	return sends{
		metrics: a.add(through("metrics", p.Metrics, "/v1/metrics", a.run.Metrics())),
		logs:    a.add(through("logs", p.Logs, "/v1/logs", a.run.Logs())),
		traces:  a.add(traces),
		profiles: a.add(to("send profiles", off("the store of profiles is", p.Profiles), a.pyroscope.API,
			"/v1development/profiles", a.run.Profile(), pods(p.Profiles))),
	}
}

// countFirst remembers how many calls the span metrics have counted, before the trace adds one: their series are the same in
// every run.
func (a *attempt) countFirst(send func(context.Context) (string, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		a.evidence.calls, a.evidence.requests = -1, -1
		if a.Platform.Metrics != "" {
			// A store that does not answer now fails its own check, and does not keep the trace from being sent.
			brief, cancel := context.WithTimeout(ctx, sendPatience/4)
			defer cancel()
			a.evidence.calls, _ = a.count(brief, spanMetrics)
			a.evidence.requests, _ = a.count(brief, serviceGraph)
		}
		return send(ctx)
	}
}

// count is the sum of a query's samples, -1 if there are none.
func (a *attempt) count(ctx context.Context, promQL string) (float64, error) {
	samples, err := a.mimir.Query(ctx, promQL)
	if err != nil || len(samples) == 0 {
		return -1, err
	}
	sum := 0.0
	for _, sample := range samples {
		sum += sample.Value
	}
	return sum, nil
}
