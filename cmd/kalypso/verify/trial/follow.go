package trial

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// counts are attempts to tell, and those that failed, by kind: the Alertmanager does not count by contact.
type counts struct{ all, failed map[string]float64 }

// integration is one kind of contact on its way.
type integration struct {
	kind     string
	contacts []string // not muted
}

// follow waits until somebody of every kind was told, or in vain, and says so.
func (t Trial) follow(ctx context.Context, routes stores.Routes, receivers []string) (bool, error) {
	// Counted shortly before it is told: what else is told until then is not taken for the test.
	if err := t.pause(ctx, t.Wait-t.Wait/10); err != nil {
		return false, fmt.Errorf("waiting for the Alertmanager to tell: %w", err)
	}
	before, err := t.count(ctx)
	if err != nil {
		return false, err
	}
	now, muted := before, map[string][]string{}
	for end := time.Now().Add(t.Patience); time.Now().Before(end); {
		if err := t.pause(ctx, t.Poll); err != nil {
			return false, fmt.Errorf("waiting for what becomes of the test alert: %w", err)
		}
		if muted, err = t.Alertmanager.Muted(ctx, `alertname="`+alertname+`"`); err != nil {
			return false, err
		}
		if now, err = t.count(ctx); err != nil {
			return false, err
		}
		if !slices.ContainsFunc(integrations(routes, receivers, muted), func(one integration) bool {
			return now.all[one.kind]-before.all[one.kind] < float64(len(one.contacts))
		}) {
			break
		}
	}
	return t.judge(integrations(routes, receivers, muted), muted, before, now), nil
}

// judge says what became of it, kind by kind.
func (t Trial) judge(kinds []integration, muted map[string][]string, before, now counts) bool {
	ok := len(kinds) > 0 && (t.Contact == "" || len(muted[t.Contact]) == 0)
	for _, name := range slices.Sorted(maps.Keys(muted)) {
		t.say("%s: not told now, muted by %s", name, strings.Join(muted[name], ", "))
	}
	for _, one := range kinds {
		name := fmt.Sprintf("%s (%s)", strings.Join(one.contacts, ", "), one.kind)
		all, failed := now.all[one.kind]-before.all[one.kind], now.failed[one.kind]-before.failed[one.kind]
		switch {
		case all <= 0:
			ok = false
			t.say("%s: nothing was tried in %.0f s\n  A test within 5 minutes of another like it waits for their end. Else: does the "+
				"address answer at all?\n  %s", name, (t.Wait + t.Patience).Seconds(), t.look())
		case failed >= all:
			ok = false
			t.say("%s: FAILED, %.0f of %.0f attempts\n  Are its credentials right (kalypso:contactSecrets), and may the cluster reach it?\n  %s",
				name, failed, all, t.look())
		case failed > 0 && len(one.contacts) > 1:
			ok = false
			t.say("%s: %.0f of %.0f attempts FAILED, of which contact is not counted\n  %s", name, failed, all, t.look())
		case failed > 0:
			t.say("%s: told, after %.0f attempts that failed", name, failed)
		default:
			t.say("%s: told", name)
		}
	}
	return ok
}

// look says where the reason stands.
func (t Trial) look() string {
	namespace := "mimir"
	if service, err := reach.ParseService(t.Platform.Alerts); err == nil {
		namespace = service.Namespace
	}
	return fmt.Sprintf("kubectl -n %s logs -l app.kubernetes.io/component=alertmanager --tail=200 | grep -i notify", namespace)
}

// integrations are the kinds by which receivers are told that are not muted.
func integrations(routes stores.Routes, receivers []string, muted map[string][]string) []integration {
	byKind := map[string][]string{}
	for _, name := range receivers {
		if len(muted[name]) > 0 {
			continue
		}
		for _, kind := range routes.Integrations(name) {
			byKind[kind] = append(byKind[kind], name)
		}
	}
	var all []integration
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		all = append(all, integration{kind, byKind[kind]})
	}
	return all
}

// count asks for single attempts: a notification that is tried again and again counts as failed only when all time for it is over.
func (t Trial) count(ctx context.Context) (counts, error) {
	all, err := t.byKind(ctx, "cortex_alertmanager_notification_requests_total")
	if err != nil {
		return counts{}, err
	}
	failed, err := t.byKind(ctx, "cortex_alertmanager_notification_requests_failed_total")
	return counts{all, failed}, err
}

// byKind is a counter's sum. The Alertmanager leaves out what it has not counted yet.
func (t Trial) byKind(ctx context.Context, counter string) (map[string]float64, error) {
	samples, err := t.Mimir.Query(ctx, "sum by (integration) ("+counter+")")
	if err != nil {
		return nil, fmt.Errorf("asking what the Alertmanager has counted: %w", err)
	}
	found := map[string]float64{}
	for _, sample := range samples {
		found[sample.Labels["integration"]] = sample.Value
	}
	return found, nil
}
