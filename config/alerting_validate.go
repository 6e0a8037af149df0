package config

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/strict"
)

var (
	contactName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)
	// Ranges, as Alertmanager reads them.
	weekdays    = ranges("sunday|monday|tuesday|wednesday|thursday|friday|saturday")
	months      = ranges("january|february|march|april|may|june|july|august|september|october|november|december|[1-9]|1[0-2]")
	daysOfMonth = ranges(`-?([1-9]|[12]\d|3[01])`)
	hourOfDay   = regexp.MustCompile(`^(([01]\d|2[0-3]):[0-5]\d|24:00)$`)
)

// ranges is the rule of one of the choices, or of two with a colon.
func ranges(choices string) *regexp.Regexp {
	return regexp.MustCompile("^(" + choices + ")(:(" + choices + "))?$")
}

// reservedContacts are receivers of our own.
func reservedContacts() []string { return []string{"none", "watchdog"} }

func (c *checker) alerting(doc document) {
	a := doc.Alerting
	c.check(a.GrafanaURL == "" || webAddress(a.GrafanaURL), "alerting.grafanaURL", "found %s, want an URL like https://grafana.example.org",
		strict.Describe(a.GrafanaURL))
	c.check(doc.WatchdogURL == "" || unreadable(doc.WatchdogURL) || webAddress(doc.WatchdogURL), "watchdogURL",
		"is no URL like https://hc-ping.example.org/...")
	c.objective("alerting.objective", a.Objective)
	for _, name := range known(a.Objectives) {
		path := strict.Join("alerting.objectives", name)
		before, after, found := strings.Cut(name, "/")
		c.check(found && before != "" && after != "", path, "bad name, want <namespace>/<service>, like shop/cart")
		c.objective(path, a.ObjectiveOf(name))
	}
	for _, name := range known(a.MuteTimes) {
		c.muteTime(strict.Join("alerting.muteTimes", name), a.MuteTimes[name])
	}
	for _, name := range known(a.Contacts) {
		c.contact(strict.Join("alerting.contacts", name), name, a, unreadable(doc.ContactSecrets) && doc.ContactSecrets != "")
	}
}

func webAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && slices.Contains([]string{"http", "https"}, address.Scheme) && address.Host != ""
}

func (c *checker) objective(path string, o Objective) {
	c.check(o.Availability > 0 && o.Availability < 100, path+".availability", "found %g, want percent below 100, like 99.5", o.Availability)
	c.check(o.Latency >= Duration(time.Millisecond), path+".latency", "found %s, want at least 1ms", o.Latency)
}

func (c *checker) muteTime(path string, times []MuteTime) {
	for i, one := range times {
		for _, hours := range one.Times {
			good := hourOfDay.MatchString(hours.Start) && hourOfDay.MatchString(hours.End) && hours.Start < hours.End
			c.check(good, fmt.Sprintf("%s[%d].times", path, i), "found %s to %s, want two hours of one day like 22:00 and 24:00, the earlier first: "+
				"a night is two entries", hours.Start, hours.End)
		}
		for _, kind := range []struct {
			key, like string
			found     []string
			rule      *regexp.Regexp
		}{{"weekdays", "monday:friday", one.Weekdays, weekdays}, {"days_of_month", "1:5", one.DaysOfMonth, daysOfMonth}, {"months", "june:august", one.Months, months}} {
			for _, text := range kind.found {
				c.check(kind.rule.MatchString(text), fmt.Sprintf("%s[%d].%s", path, i, kind.key), "found %q, want the like of %q", text, kind.like)
			}
		}
		_, err := time.LoadLocation(one.Location)
		c.check(err == nil, fmt.Sprintf("%s[%d].location", path, i), "found %q, want a time zone like Europe/Berlin", one.Location)
	}
}

func (c *checker) contact(path, name string, a Alerting, unread bool) {
	contact, kinds := a.Contacts[name], contactKinds()
	c.check(contactName.MatchString(name), path, "bad name, want small letters, digits and -")
	c.check(!slices.Contains(reservedContacts(), name), path, "the platform has a receiver of this name: choose another")
	for _, severity := range contact.Severities {
		c.choice(path+".severities", severity, "critical", "warning")
	}
	for _, choice := range contact.Namespaces {
		c.check(namespaceChoice.MatchString(choice), path+".namespaces", "found %q, want a namespace, with * for any text", choice)
	}
	for _, mute := range contact.Mute {
		_, ok := a.MuteTimes[mute]
		c.check(ok, path+".mute", "%q is none of %salerting.muteTimes%s", mute, namespace, strict.Hint(mute, known(a.MuteTimes)))
	}
	kind, ok := kinds[contact.Kind]
	if !ok {
		c.check(false, path+".kind", "found %s, want %s%s", strict.Describe(contact.Kind), strings.Join(known(kinds), ", "),
			strict.Hint(contact.Kind, known(kinds)))
		return
	}
	c.settings(path, contact, kind)
	if !unread {
		c.contactSecrets(path, name, contact, kind)
	}
}

func (c *checker) settings(path string, contact Contact, kind contactKind) {
	for _, need := range kind.needs {
		c.check(contact.Settings[need] != nil, strict.Join(path+".settings", need), "missing; %s needs it", contact.Kind)
	}
	all := slices.Concat(kind.needs, kind.takes)
	for _, key := range known(contact.Settings) {
		at := strict.Join(path+".settings", key)
		c.check(slices.Contains(all, key), at, "unknown setting of %s%s", contact.Kind, strict.Hint(key, all))
	}
	if to, set := contact.Settings["to"].(string); set {
		_, err := mail.ParseAddressList(to)
		c.check(err == nil, path+".settings.to", "found %q, want addresses with commas", to)
	}
	if host, set := contact.Settings["smarthost"].(string); set {
		c.address(path+".settings.smarthost", host, true)
	}
}

func (c *checker) contactSecrets(path, name string, contact Contact, kind contactKind) {
	for _, need := range kind.secrets {
		c.check(contact.Secret[need].Reveal() != "", "contactSecrets", "%s of %s is missing; %s needs it: `pulumi config set --secret "+
			`%scontactSecrets '{"%s": {"%s": "..."}}'`+"`", need, name, contact.Kind, namespace, name, need)
	}
	all := slices.Concat(kind.secrets, kind.mayHave)
	for _, key := range known(contact.Secret) {
		c.check(slices.Contains(all, key), "contactSecrets", "%q of %s is not known%s", key, name, strict.Hint(key, all))
		if slices.Contains(kind.urls, key) {
			c.check(webAddress(contact.Secret[key].Reveal()), "contactSecrets", "%s of %s is no URL with http:// or https://", key, name)
		}
	}
	_, login := contact.Settings["auth_username"]
	c.check(contact.Kind != "email" || login == (contact.Secret["password"] != credential.Secret{}), path+".settings.auth_username",
		"a login is a name here and password in contactSecrets: one of both is missing")
}
