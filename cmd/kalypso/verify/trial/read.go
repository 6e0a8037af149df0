package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// readBack finds it in the Alertmanager, with who is to be told.
func (t Trial) readBack(ctx context.Context, sent stores.Alert) (stores.Alert, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	last := errors.New("it is not there")
	for {
		found, err := t.Alertmanager.Alerts(ctx, `alertname="`+alertname+`"`)
		for _, one := range found {
			if one.Labels["severity"] == sent.Labels["severity"] && one.Labels["k8s_namespace_name"] == sent.Labels["k8s_namespace_name"] {
				return one, nil
			}
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		if t.pause(ctx, t.Poll) != nil {
			return stores.Alert{}, fmt.Errorf("reading the test alert back: %w", last)
		}
	}
}

// goes says to whom it goes and when; false if to nobody, or not to who is asked for.
func (t Trial) goes(known stores.Alert, routes stores.Routes) bool {
	var told []string
	for _, name := range known.Receivers {
		if name != nobody {
			told = append(told, fmt.Sprintf("%s (%s)", name, strings.Join(routes.Integrations(name), ", ")))
		}
	}
	status := known.Status
	switch {
	case len(status.SilencedBy) > 0:
		t.say("nobody is told: it is silenced by %s; in Grafana: Alerting, Silences", strings.Join(status.SilencedBy, ", "))
	case len(status.InhibitedBy) > 0:
		t.say("nobody is told: another alert that fires inhibits it; kalypso status shows which fire")
	case len(told) == 0:
		t.say("nobody is told: no contact takes this severity in this namespace; see severities and namespaces in kalypso:alerting.contacts")
	case t.Contact != "" && !slices.Contains(known.Receivers, t.Contact):
		t.say("%s is not told: it does not take this severity in this namespace, only %s would be; see severities and namespaces in "+
			"kalypso:alerting.contacts", t.Contact, strings.Join(told, ", "))
	default:
		t.say("goes to %s, in %.0f s; interrupt before that, and nobody is told", strings.Join(told, ", "), t.Wait.Seconds())
		return true
	}
	return false
}

// resolve ends it, also after an interruption.
func (t Trial) resolve(ctx context.Context, alert stores.Alert) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	alert.EndsAt = time.Now()
	if err := t.Alertmanager.Raise(ctx, alert); err != nil {
		return fmt.Errorf("ending the test alert, which ends by itself in %v: %w", life, err)
	}
	t.say("the test alert is resolved; who was told of it is told of that too, within 5 minutes")
	return nil
}
