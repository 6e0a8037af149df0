package config_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

func TestContactsAreRefusedWithTheirKey(t *testing.T) {
	const at = "kalypso:alerting.contacts.oncall"
	for name, c := range map[string]struct {
		settings settings
		want     string
	}{
		"unknown kind":       {contact(`{"kind": "slak"}`, ""), at + `.kind: found text "slak", want discord, email, msteams, opsgenie, pagerduty, slack, telegram, webhook, did you mean slack`},
		"no kind":            {contact(`{}`, ""), at + `.kind: found text "", want discord`},
		"missing setting":    {contact(`{"kind": "slack"}`, `{"oncall": {"url": "https://hidden.example.org"}}`), at + ".settings.channel: missing; slack needs it"},
		"unknown setting":    {contact(`{"kind": "slack", "settings": {"channel": "#a", "user": "x"}}`, `{"oncall": {"url": "https://hidden.example.org"}}`), at + ".settings.user: unknown setting of slack; known are channel, icon_emoji, username"},
		"missing secret":     {contact(`{"kind": "pagerduty"}`, ""), "kalypso:contactSecrets: key of oncall is missing; pagerduty needs it: `pulumi config set --secret kalypso:contactSecrets '{\"oncall\": {\"key\": \"...\"}}'`"},
		"a secret too many":  {contact(`{"kind": "pagerduty"}`, `{"oncall": {"key": "hidden", "kay": "hidden"}}`), `kalypso:contactSecrets: "kay" of oncall is not known, did you mean key`},
		"a secret of nobody": {contact(`{"kind": "pagerduty"}`, `{"oncall": {"key": "hidden"}, "onkall": {"key": "hidden"}}`), "kalypso:contactSecrets: onkall is none of kalypso:alerting.contacts, did you mean oncall"},
		"secrets no JSON":    {settings{"contactSecrets": `hidden`}, "kalypso:contactSecrets: is not the JSON that is wanted"},
		"secret no URL":      {contact(`{"kind": "webhook"}`, `{"oncall": {"url": "hidden"}}`), "kalypso:contactSecrets: url of oncall is no URL"},
		"bad severity":       {contact(`{"kind": "pagerduty", "severities": ["page"]}`, `{"oncall": {"key": "hidden"}}`), at + `.severities: found text "page", want critical or warning`},
		"unknown mute time":  {contact(`{"kind": "pagerduty", "mute": ["night"]}`, `{"oncall": {"key": "hidden"}}`), at + `.mute: "night" is none of kalypso:alerting.muteTimes`},
		"reserved name":      {settings{"alerting": `{"contacts": {"watchdog": {"kind": "pagerduty"}}}`, "contactSecrets": `{"watchdog": {"key": "hidden"}}`}, "kalypso:alerting.contacts.watchdog: the platform has a receiver of this name"},
		"login by half":      {contact(`{"kind": "email", "settings": {"to": "a@b.c", "from": "k@b.c", "smarthost": "mail.b.c:587", "auth_username": "k"}}`, ""), at + ".settings.auth_username: a login is a name here and password in contactSecrets"},
		"bad address":        {contact(`{"kind": "email", "settings": {"to": "nobody", "from": "k@b.c", "smarthost": "mail.b.c:587"}}`, ""), at + `.settings.to: found "nobody"`},
		"a night in one":     {settings{"alerting": `{"muteTimes": {"night": [{"times": [{"start_time": "22:00", "end_time": "06:00"}]}]}}`}, "kalypso:alerting.muteTimes.night[0].times: found 22:00 to 06:00, want two hours of one day"},
		"bad weekday":        {settings{"alerting": `{"muteTimes": {"night": [{"weekdays": ["mon:fri"]}]}}`}, `kalypso:alerting.muteTimes.night[0].weekdays: found "mon:fri", want the like of "monday:friday"`},
		"bad zone":           {settings{"alerting": `{"muteTimes": {"night": [{"location": "Berlin"}]}}`}, `kalypso:alerting.muteTimes.night[0].location: found "Berlin"`},
		"bad Grafana URL":    {settings{"alerting": `{"grafanaURL": "grafana.example.org"}`}, "kalypso:alerting.grafanaURL: found text"},
		"bad watchdog":       {settings{"watchdogURL": "hidden"}, "kalypso:watchdogURL: is no URL"},
		"objective of 100":   {settings{"alerting": `{"objective": {"availability": 100}}`}, "kalypso:alerting.objective.availability: found 100, want percent below 100"},
		"objective's name":   {settings{"alerting": `{"objectives": {"cart": {"availability": 99}}}`}, "kalypso:alerting.objectives.cart: bad name, want <namespace>/<service>"},
		"objective is text":  {settings{"alerting": `{"objective": {"availability": "much"}}`}, `kalypso:alerting.objective.availability: found text "much", want a number`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := with(c.settings).parse()
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n", "one mistake, one line")
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

// contact is a configuration with one contact.
func contact(text, secrets string) settings {
	all := settings{"alerting": `{"contacts": {"oncall": ` + text + `}}`}
	if secrets != "" {
		all["contactSecrets"] = secrets
	}
	return all
}

func TestObjectivesCompleteEachOther(t *testing.T) {
	c, err := with(settings{"alerting": `{"objective": {"availability": 99.5}, "objectives": {"shop/cart": {"latency": "300ms"}}}`}).parse()
	require.NoError(t, err)
	assert.Equal(t, config.Objective{Availability: 99.5, Latency: config.Duration(300 * time.Millisecond)}, c.Alerting.ObjectiveOf("shop/cart"))
	assert.Equal(t, config.Objective{Availability: 99.5, Latency: config.Duration(time.Second)}, c.Alerting.ObjectiveOf("shop/pay"))
}
