package stores

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// Alertmanager is told of alerts, and tells people.
type Alertmanager struct{ API }

// Alert is one that the Alertmanager knows, as its API has it.
type Alert struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations,omitempty"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"`
	// Status and Receivers are only read.
	Status    AlertStatus `json:"-"`
	Receivers []string    `json:"-"`
}

// AlertStatus says what keeps an alert from being sent.
type AlertStatus struct {
	State                            string
	SilencedBy, InhibitedBy, MutedBy []string
}

// UnmarshalJSON reads what the API answers.
func (a *Alert) UnmarshalJSON(text []byte) error {
	type plain Alert
	read := struct {
		*plain
		Status    AlertStatus
		Receivers []struct{ Name string }
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(text, &read); err != nil {
		return fmt.Errorf("reading an alert: %w", err)
	}
	a.Status = read.Status
	for _, one := range read.Receivers {
		a.Receivers = append(a.Receivers, one.Name)
	}
	return nil
}

// Alerts are those that fire and that a filter, like alertname="Watchdog", selects; all without one.
func (m Alertmanager) Alerts(ctx context.Context, filter string) ([]Alert, error) {
	var found []Alert
	err := m.Get(ctx, "/api/v2/alerts", filtered(filter), &found)
	return found, err
}

// Muted are the mute times that keep what a filter selects from a receiver, by receiver. The Alertmanager knows them once it had
// something to send.
func (m Alertmanager) Muted(ctx context.Context, filter string) (map[string][]string, error) {
	var groups []struct {
		Receiver struct{ Name string }
		Alerts   []Alert
	}
	if err := m.Get(ctx, "/api/v2/alerts/groups", filtered(filter), &groups); err != nil {
		return nil, err
	}
	muted := map[string][]string{}
	for _, group := range groups {
		for _, one := range group.Alerts {
			if len(one.Status.MutedBy) > 0 {
				muted[group.Receiver.Name] = one.Status.MutedBy
			}
		}
	}
	return muted, nil
}

// Raise tells the Alertmanager of alerts. One that has ended is resolved.
func (m Alertmanager) Raise(ctx context.Context, alerts ...Alert) error {
	body, err := json.Marshal(alerts)
	if err != nil {
		return fmt.Errorf("encoding alerts: %w", err)
	}
	return m.Post(ctx, "/api/v2/alerts", body, nil)
}

func filtered(filter string) url.Values {
	if filter == "" {
		return nil
	}
	return url.Values{"filter": {filter}}
}
