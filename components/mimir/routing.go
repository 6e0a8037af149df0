package mimir

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// The receivers that are always there: none takes what nobody is told of, watchdog what says that alerting works.
const (
	nobody   = "none"
	watchdog = "watchdog"
)

// routing is the Alertmanager's configuration: who is told of what. All of it is secret, for credentials stand in it.
func routing(alerting config.Alerting) (credential.Secret, error) {
	receivers := []any{kit.Tree{"name": nobody}}
	routes := []any{kit.Tree{
		"matchers": []any{`alertname="Watchdog"`}, "receiver": nobody,
	}}
	if alerting.Watchdog.Reveal() != "" {
		receivers = append(receivers, kit.Tree{"name": watchdog, "webhook_configs": []any{
			kit.Tree{"url": alerting.Watchdog.Reveal(), "send_resolved": false, "max_alerts": 1}}})
		// Every minute: what listens outside waits for three to five of them in vain before it tells somebody.
		routes[0] = kit.Tree{"matchers": []any{`alertname="Watchdog"`}, "receiver": watchdog, "group_wait": "0s", "group_interval": "1m",
			"repeat_interval": "50s"}
	}
	for _, name := range slices.Sorted(maps.Keys(alerting.Contacts)) {
		receivers = append(receivers, receiver(name, alerting.Contacts[name]))
		routes = append(routes, route(name, alerting.Contacts[name]))
	}
	cluster, namespace := attribute.Label(attribute.Cluster), attribute.Label(attribute.Namespace)
	text, err := yaml.Marshal(kit.Tree{
		"route": kit.Tree{
			"receiver": nobody, "group_by": []any{"alertname", cluster, namespace},
			"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h", "routes": routes,
		},
		"inhibit_rules":  inhibitions(),
		"time_intervals": intervals(alerting.MuteTimes),
		"receivers":      receivers,
	})
	if err != nil {
		return credential.Secret{}, fmt.Errorf("writing the Alertmanager's configuration: %w", err)
	}
	return credential.NewSecret(string(text)), nil
}

// route is the way to one contact. Others are told too.
func route(name string, contact config.Contact) kit.Tree {
	severities := contact.Severities
	if len(severities) == 0 {
		severities = []string{"critical", "warning"}
	}
	matchers := []any{`severity=~"` + strings.Join(severities, "|") + `"`}
	if len(contact.Namespaces) > 0 {
		matchers = append(matchers, attribute.Label(attribute.Namespace)+`=~"`+patterns(contact.Namespaces)+`"`)
	}
	one := kit.Tree{"receiver": name, "matchers": matchers, "continue": true}
	if len(contact.Mute) > 0 {
		one["mute_time_intervals"] = contact.Mute
	}
	return one
}

// patterns is a regular expression of names with * for any text.
func patterns(choices []string) string {
	var all []string
	for _, choice := range choices {
		all = append(all, strings.ReplaceAll(regexp.QuoteMeta(choice), `\*`, ".*"))
	}
	return strings.Join(all, "|")
}

// inhibitions make one page of one cause: a node that is gone is not told again for its pods, a component that is down not for its
// inner troubles, and what is critical not as a warning too.
func inhibitions() []any {
	cluster, namespace := attribute.Label(attribute.Cluster), attribute.Label(attribute.Namespace)
	inhibition := func(source, target []any, equal ...string) kit.Tree {
		return kit.Tree{"source_matchers": source, "target_matchers": target, "equal": equal}
	}
	return []any{
		inhibition([]any{`scope="node"`}, []any{`scope!="node"`, `severity!="none"`}, cluster, attribute.Label(attribute.Node)),
		inhibition([]any{`scope="component"`}, []any{`scope="inner"`}, cluster, namespace),
		inhibition([]any{`severity="critical"`}, []any{`severity="warning"`}, append([]string{"alertname", cluster, namespace}, things()...)...),
	}
}

// things are the labels that tell what an alert is about: a critical one of a node says nothing of a warning about another.
func things() []string {
	return []string{attribute.Label(attribute.Service), attribute.Label(attribute.Node), "device", "persistentvolumeclaim", "workload_kind"}
}

func intervals(times map[string][]config.MuteTime) []any {
	all := []any{}
	for _, name := range slices.Sorted(maps.Keys(times)) {
		var list []any
		for _, one := range times[name] {
			list = append(list, interval(one))
		}
		all = append(all, kit.Tree{"name": name, "time_intervals": list})
	}
	return all
}

func interval(one config.MuteTime) kit.Tree {
	entry := kit.Tree{}
	var hours []any
	for _, of := range one.Times {
		hours = append(hours, kit.Tree{"start_time": of.Start, "end_time": of.End})
	}
	if len(hours) > 0 {
		entry["times"] = hours
	}
	for key, list := range map[string][]string{"weekdays": one.Weekdays, "days_of_month": one.DaysOfMonth, "months": one.Months} {
		if len(list) > 0 {
			entry[key] = list
		}
	}
	if one.Location != "" {
		entry["location"] = one.Location
	}
	return entry
}
