package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/nearest"
)

// Alerting is evaluated by Mimir and Loki, and sent by Mimir's Alertmanager.
type Alerting struct {
	// GrafanaURL is where people reach Grafana, like https://grafana.example.org: the links in alerts begin with it. "": with their path.
	GrafanaURL string `key:"grafanaURL"`
	// Contacts are who is told, by name. Without any, alerts are seen in Grafana and by `kalypso status`.
	Contacts map[string]Contact `key:"contacts"`
	// MuteTimes are times at which a contact is not told, by name, each a list in Alertmanager's words:
	// {nights: [{times: [{start_time: "22:00", end_time: "06:00"}], weekdays: ["monday:friday"], location: Europe/Berlin}]}.
	MuteTimes map[string][]MuteTime `key:"muteTimes"`
	// Objective is what a service promises that is not among Objectives.
	Objective Objective `key:"objective"`
	// Objectives are those of single services, by "<namespace>/<service>".
	Objectives map[string]Objective `key:"objectives"`
	// Watchdog is called as long as alerting works, read from watchdogURL.
	Watchdog credential.Secret
}

// Contact is somebody who is told.
type Contact struct {
	// Kind is webhook, email, slack, pagerduty, opsgenie, telegram, discord or msteams.
	Kind string `key:"kind"`
	// Settings are the kind's own, under Alertmanager's names, like channel: "#oncall". Credentials stand in contactSecrets.
	Settings map[string]any `key:"settings"`
	// Severities are some of critical and warning; none means both.
	Severities []string `key:"severities"`
	// Namespaces are those whose alerts it is told, with * for any text; none means all.
	Namespaces []string `key:"namespaces"`
	// Mute names the muteTimes that count for it.
	Mute []string `key:"mute"`
	// Secret is what contactSecrets has for it.
	Secret map[string]credential.Secret
}

// MuteTime is one entry of Alertmanager's time_intervals.
type MuteTime struct {
	// Times are of the day: [{start_time: "22:00", end_time: "24:00"}].
	Times []TimeOfDay `key:"times"`
	// Weekdays are like "saturday" or "monday:friday".
	Weekdays []string `key:"weekdays"`
	// DaysOfMonth are like "1:5" or "-1", the last.
	DaysOfMonth []string `key:"days_of_month"`
	// Months are like "december" or "6:8".
	Months []string `key:"months"`
	// Location is a time zone like Europe/Berlin; "": UTC.
	Location string `key:"location"`
}

// TimeOfDay is from one hour to another of the same day.
type TimeOfDay struct {
	// Start is like "22:00".
	Start string `key:"start_time"`
	// End is like "24:00".
	End string `key:"end_time"`
}

// Objective is judged by the spans of the service's requests.
type Objective struct {
	// Availability is the share of requests without an error, in percent, like 99.5.
	Availability float64 `key:"availability"`
	// Latency is how long 95 of 100 requests may take at most, like 500ms.
	Latency Duration `key:"latency"`
}

// contactSecrets gives every contact its secrets.
func (doc *document) contactSecrets() []error {
	if doc.WatchdogURL != "" {
		doc.Alerting.Watchdog = credential.NewSecret(doc.WatchdogURL)
	}
	return secretsOf("contactSecrets", doc.ContactSecrets, `by contact and name: {"oncall": {"url": "https://..."}}`,
		"alerting.contacts", doc.Alerting.Contacts, func(one *Contact, secret map[string]credential.Secret) { one.Secret = secret })
}

// secretsOf reads a secret that is JSON, by the names of what stands under owners in the configuration, and gives each its own. No
// message shows what it holds.
func secretsOf[T any](key, text, wanted, ownersKey string, owners map[string]T, give func(*T, map[string]credential.Secret)) []error {
	if text == "" || unreadable(text) {
		return nil
	}
	byName := map[string]map[string]string{}
	if err := json.Unmarshal([]byte(text), &byName); err != nil {
		return []error{fmt.Errorf("%s%s: is not the JSON that is wanted, %s", namespace, key, wanted)}
	}
	var problems []error
	for _, name := range known(byName) {
		owner, ok := owners[name]
		if !ok {
			problems = append(problems, fmt.Errorf("%s%s: %s is none of %s%s%s", namespace, key, name, namespace, ownersKey,
				nearest.Hint(name, known(owners))))
			continue
		}
		secret := map[string]credential.Secret{}
		for inner, value := range byName[name] {
			secret[inner] = credential.NewSecret(value)
		}
		give(&owner, secret)
		owners[name] = owner
	}
	return problems
}

// unreadable reports whether a text stands for a secret that could not be decrypted (LoadWithoutSecrets).
func unreadable(text string) bool { return strings.Trim(text, "?") == "" }

// DefaultAlerting tells nobody, and promises what most services keep.
func DefaultAlerting() Alerting {
	return Alerting{
		Contacts: map[string]Contact{}, MuteTimes: map[string][]MuteTime{}, Objectives: map[string]Objective{},
		Objective: Objective{Availability: 99, Latency: Duration(time.Second)},
	}
}

// ObjectiveOf completes a service's objective by what all promise.
func (a Alerting) ObjectiveOf(service string) Objective {
	one := a.Objectives[service]
	if one.Availability == 0 {
		one.Availability = a.Objective.Availability
	}
	if one.Latency == 0 {
		one.Latency = a.Objective.Latency
	}
	return one
}
