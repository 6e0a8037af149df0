package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// alerting asks whether what is wrong would be told: every rule is evaluated, and the one alert that always fires arrives.
func (a *attempt) alerting() {
	skip := off("the Alertmanager is", a.Platform.Alerts)
	a.add(check{
		// Evaluated within two minutes of a new platform, and sent at once; --timeout ends it before.
		name: "alerting: the watchdog arrives", skip: skip, patience: 3 * time.Minute,
		remedy: watchdogRemedy(a.Platform), ask: a.watchdogArrives,
	})
	a.add(check{
		name: "rules: every group is evaluated", skip: skip, patience: patience, remedy: rulesRemedy(a.Platform), ask: a.rulesEvaluated,
	})
}

func (a *attempt) watchdogArrives(ctx context.Context) (string, error) {
	found, err := stores.Alertmanager{API: stores.NewAPI(a.Way, a.Platform.Alerts)}.Alerts(ctx, `alertname="Watchdog"`)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New("the Alertmanager has no alert Watchdog, which always fires")
	}
	return "fires since " + found[0].StartsAt.UTC().Format("2006-01-02 15:04 UTC"), nil
}

// rulesEvaluated judges the rules of metrics and, where Loki has a ruler, those of logs.
func (a *attempt) rulesEvaluated(ctx context.Context) (string, error) {
	groups, err := stores.Ruler{API: a.mimir.API}.Groups(ctx)
	if err != nil {
		return "", err
	}
	if len(groups) == 0 {
		return "", errors.New("Mimir's ruler has no rules")
	}
	if a.Platform.Logs != "" {
		// Without rules for logs Loki has no ruler, and refuses the question.
		ofLogs, _ := stores.Ruler{API: a.loki.Below("/prometheus")}.Groups(ctx)
		groups = slices.Concat(groups, ofLogs)
	}
	return judge(groups, time.Now())
}

// judge names what is not evaluated: rules with an error, and groups that should have been long ago.
func judge(groups []stores.RuleGroup, now time.Time) (string, error) {
	var wrong []string
	rules, waiting := 0, 0
	for _, group := range groups {
		rules += len(group.Rules)
		switch age := now.Sub(group.LastEvaluation); {
		case group.LastEvaluation.IsZero():
			waiting++
		case age > time.Minute+time.Duration(4*group.Interval*float64(time.Second)):
			wrong = append(wrong, fmt.Sprintf("group %s: evaluated %s ago, want every %.0f s", group.Name, age.Round(time.Second), group.Interval))
		}
		for _, rule := range group.Rules {
			if rule.Health == "err" {
				wrong = append(wrong, rule.Name+": "+rule.LastError)
			}
		}
	}
	const shown = 3
	switch {
	case len(wrong) > shown:
		return "", fmt.Errorf("%d rules or groups: %s; and more", len(wrong), strings.Join(wrong[:shown], "; "))
	case len(wrong) > 0:
		return "", errors.New(strings.Join(wrong, "; "))
	case waiting == len(groups):
		return "", fmt.Errorf("none of %d groups has been evaluated yet", waiting)
	case waiting > 0:
		return fmt.Sprintf("%d groups, %d rules; %d groups not yet", len(groups), rules, waiting), nil
	}
	return fmt.Sprintf("%d groups, %d rules", len(groups), rules), nil
}
