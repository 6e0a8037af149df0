package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/checks"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/firing"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/report"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// state is what is wrong: checks that fail, and alerts.
type state struct {
	OK bool `json:"ok"`
	// Asked is how many checks there were, and Failed which of them failed.
	Asked  int            `json:"asked"`
	Failed []report.Check `json:"failed"`
	// Alerts is nil where nothing evaluates rules.
	Alerts *firing.Firing `json:"alerts,omitempty"`
}

// showStatus looks at a platform without sending anything. A check that fails and a critical alert that fires fail it.
func (v *verification) showStatus(ctx context.Context, platform proof.Platform, way checks.Way) error {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	now := look(ctx, platform, way)
	v.failed = !now.OK
	if !v.asJSON {
		return v.print(now)
	}
	encoder := json.NewEncoder(v.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(now); err != nil {
		return fmt.Errorf("writing the status: %w", err)
	}
	return nil
}

// look asks for alerts while the checks wait for what does not arrive.
func look(ctx context.Context, platform proof.Platform, way checks.Way) state {
	alerts := make(chan *firing.Firing, 1)
	go func() {
		if platform.Alerts == "" {
			alerts <- nil
			return
		}
		sources := firing.Sources{
			Cluster:      platform.Cluster,
			Alertmanager: stores.Alertmanager{API: stores.NewAPI(way, platform.Alerts)},
			Rulers:       []stores.Ruler{{API: stores.NewAPI(way, platform.Metrics)}},
		}
		if platform.Logs != "" {
			sources.Rulers = append(sources.Rulers, stores.Ruler{API: stores.NewAPI(way, platform.Logs).Below("/prometheus")})
		}
		found := sources.Ask(ctx)
		alerts <- &found
	}()
	found := checks.Verifier{Platform: platform, Way: way, ReadOnly: true}.Run(ctx)
	now := state{Asked: len(found.Checks) - found.Count(report.Skipped), Failed: append([]report.Check{}, found.Failed()...), Alerts: <-alerts}
	now.OK = len(now.Failed) == 0 && (now.Alerts == nil || len(now.Alerts.Unknown) == 0 && now.Alerts.Count("firing", "critical") == 0)
	return now
}

func (v *verification) print(now state) error {
	for _, check := range now.Failed {
		fmt.Fprintf(v.out, "does not pass: %s: %s\n", check.Name, strings.Join(strings.Fields(check.Remark), " "))
	}
	if len(now.Failed) > 0 {
		fmt.Fprintf(v.out, "checks: %d of %d do not pass; kalypso verify --read-only says what to look at\n", len(now.Failed), now.Asked)
	} else {
		fmt.Fprintf(v.out, "checks: all %d pass, what should arrive does\n", now.Asked)
	}
	if now.Alerts == nil {
		_, err := fmt.Fprintln(v.out, "alerts: the Alertmanager is off with mimir, nothing fires")
		return err
	}
	return now.Alerts.WriteTable(v.out, time.Now())
}
