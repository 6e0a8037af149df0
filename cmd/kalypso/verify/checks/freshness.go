package checks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// patience is for what a collector brings that has just started: its first scrape, and what follows.
const patience = 75 * time.Second

// freshness asks for the newest of what arrives by itself.
func (a *attempt) freshness() {
	addresses := map[string]string{
		"metrics": a.Platform.Metrics, "logs": a.Platform.Logs, "traces": a.Platform.Traces, "profiles": a.Platform.Profiles,
	}
	for _, fresh := range a.Platform.Fresh {
		a.add(check{
			name: "fresh " + fresh.Name, skip: off("the store of "+fresh.Store+" is", addresses[fresh.Store]),
			goal: 20 * time.Second, patience: patience, remedy: fresh.Remedy,
			ask: func(ctx context.Context) (string, error) { return a.askFresh(ctx, fresh) },
		})
	}
}

func (a *attempt) askFresh(ctx context.Context, fresh proof.Freshness) (string, error) {
	switch {
	case fresh.Store == "metrics":
		return a.freshMetrics(ctx, fresh)
	case fresh.PerNode:
		return a.freshNodes(ctx, fresh)
	}
	age := time.Duration(fresh.Age) * time.Second
	found, err := a.newest(ctx, fresh, age)
	if err != nil || found {
		return fmt.Sprintf("newer than %d s", fresh.Age), err
	}
	older, err := a.newest(ctx, fresh, max(time.Hour, 2*age))
	if err != nil {
		return "", err
	}
	remark := fmt.Sprintf("none in the last %d s, nor much longer", fresh.Age)
	if older {
		remark = fmt.Sprintf("none in the last %d s, but before", fresh.Age)
	}
	if !fresh.Optional {
		return "", errors.New(remark)
	}
	return remark + ": nothing has happened", nil
}

// newest reports whether there is anything that is no older.
func (a *attempt) newest(ctx context.Context, fresh proof.Freshness, age time.Duration) (bool, error) {
	now := time.Now()
	switch fresh.Store {
	case "logs":
		lines, err := a.loki.Lines(ctx, fresh.Query, now.Add(-age), now.Add(time.Minute), 1)
		return len(lines) > 0, err
	case "traces":
		ids, err := a.tempo.Search(ctx, fresh.Query, now.Add(-age), now)
		return len(ids) > 0, err
	case "profiles":
		names, err := a.pyroscope.Frames(ctx, profiles(fresh.Query, now.Add(-age), now))
		return len(names) > 0, err
	}
	return false, fmt.Errorf("no store is called %q", fresh.Store)
}

func profiles(selector string, from, to time.Time) stores.Profiles {
	return stores.Profiles{Type: send.ProfileType, Selector: selector, From: from, To: to}
}

// freshMetrics judges ages: one, or one of each node.
func (a *attempt) freshMetrics(ctx context.Context, fresh proof.Freshness) (string, error) {
	samples, err := a.mimir.Query(ctx, fresh.Query)
	if err != nil {
		return "", err
	}
	oldest, present := math.Inf(-1), []string{}
	for _, sample := range samples {
		node := sample.Labels[nodeLabel]
		if !(sample.Value <= float64(fresh.Age)) { // so that no number is no good age
			return "", fmt.Errorf("%s is %.0f s old", strings.TrimSpace(fresh.Name+" "+node), sample.Value)
		}
		oldest, present = max(oldest, sample.Value), append(present, node)
	}
	if len(samples) == 0 {
		return "", fmt.Errorf("no series: %s", fresh.Query)
	}
	if !fresh.PerNode {
		return fmt.Sprintf("%.0f s old", oldest), nil
	}
	count, err := a.everyNode(ctx, present)
	return fmt.Sprintf("%d nodes, the oldest %.0f s", count, oldest), err
}
