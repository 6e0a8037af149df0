// Package trial sends a test alert, and follows it to those who are told.
package trial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/config/nearest"
)

const (
	// alertname is the test alert's.
	alertname = "KalypsoTest"
	// life is how long it fires if nobody comes to end it.
	life = 5 * time.Minute
	// nobody is the receiver of what nobody is told of.
	nobody = "none"
)

// Trial is one test alert.
type Trial struct {
	Platform     proof.Platform
	Alertmanager stores.Alertmanager
	Mimir        stores.Mimir
	// Contact, if not "", is who has to be told. Severity and Namespace are the alert's; "": as the contact takes them.
	Contact, Severity, Namespace string
	// Wait is how long the Alertmanager waits for more before it tells, Patience how long the result may take then.
	Wait, Patience, Poll time.Duration
	Out                  io.Writer
}

// Run sends it, says what became of it, and ends it. It is false if somebody who should be told was not.
func (t Trial) Run(ctx context.Context) (ok bool, err error) {
	switch contacts := t.Platform.Contacts; {
	case t.Platform.Alerts == "":
		return false, errors.New("there is no Alertmanager to send a test alert: it is part of mimir, which is off")
	case t.Contact != "" && !slices.Contains(contacts, t.Contact):
		return false, fmt.Errorf("no contact is called %s%s; there are: %s", t.Contact, nearest.Hint(t.Contact, contacts),
			cmp.Or(strings.Join(contacts, ", "), "none"))
	case len(contacts) == 0:
		t.say("Nobody is told of alerts: there is no contact. They are seen in Grafana, and by kalypso status.\n" +
			"To add one: kalypso:alerting.contacts, and its credentials in kalypso:contactSecrets; config/README.md has the kinds.")
		return true, nil
	}
	routes, err := t.Alertmanager.Routes(ctx)
	if err != nil {
		return false, fmt.Errorf("asking who is told of what: %w", err)
	}
	alert := t.alert(routes)
	if err := t.Alertmanager.Raise(ctx, alert); err != nil {
		return false, fmt.Errorf("sending the test alert: %w", err)
	}
	t.say("sent: alert %s, severity %s, namespace %s", alertname, alert.Labels["severity"], alert.Labels["k8s_namespace_name"])
	defer func() { err = errors.Join(err, t.resolve(ctx, alert)) }()
	known, err := t.readBack(ctx, alert)
	if err != nil || !t.goes(known, routes) {
		return false, err
	}
	return t.follow(ctx, routes, known.Receivers)
}

// alert is one that says what it is. Its labels are such that the contact is told, if one is named.
func (t Trial) alert(routes stores.Routes) stores.Alert {
	severity := cmp.Or(t.Severity, routes.Takes(t.Contact, "severity"), "critical")
	namespace := cmp.Or(t.Namespace, routes.Takes(t.Contact, "k8s_namespace_name"), "default")
	now := time.Now()
	return stores.Alert{
		Labels: map[string]string{
			"alertname": alertname, "severity": severity, "k8s_cluster_name": t.Platform.Cluster, "k8s_namespace_name": namespace,
		},
		Annotations: map[string]string{
			"summary":     "This is a test: nothing is wrong",
			"description": "Somebody ran `kalypso alert test` to see whether alerts arrive here. There is nothing to do.",
		},
		StartsAt: now, EndsAt: now.Add(life),
	}
}

func (t Trial) pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (t Trial) say(format string, args ...any) { fmt.Fprintf(t.Out, format+"\n", args...) }
