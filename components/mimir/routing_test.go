package mimir

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// everybody is a contact of every kind, with a secret of each.
func everybody() config.Alerting {
	secret := func(pairs ...string) map[string]credential.Secret {
		all := map[string]credential.Secret{}
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i]] = credential.NewSecret(pairs[i+1])
		}
		return all
	}
	alerting := config.DefaultAlerting()
	alerting.Watchdog = credential.NewSecret("https://watchdog.example.org/1")
	alerting.MuteTimes = map[string][]config.MuteTime{"nights": {{
		Times: []config.TimeOfDay{{Start: "22:00", End: "24:00"}, {Start: "00:00", End: "06:00"}}, Weekdays: []string{"monday:friday"},
		Months: []string{"1:11"}, DaysOfMonth: []string{"1:-1"}, Location: "Europe/Berlin"}}}
	alerting.Contacts = map[string]config.Contact{
		"hook":    {Kind: "webhook", Secret: secret("url", "https://hook.example.org", "token", "t0ken")},
		"mail":    {Kind: "email", Settings: map[string]any{"to": "a@example.org", "from": "k@example.org", "smarthost": "mail.example.org:587", "auth_username": "k"}, Secret: secret("password", "pa55")},
		"oncall":  {Kind: "pagerduty", Severities: []string{"critical"}, Secret: secret("key", "k3y")},
		"genie":   {Kind: "opsgenie", Secret: secret("key", "k3y")},
		"shop":    {Kind: "slack", Namespaces: []string{"shop-*", "cart"}, Mute: []string{"nights"}, Settings: map[string]any{"channel": "#shop"}, Secret: secret("url", "https://slack.example.org")},
		"gram":    {Kind: "telegram", Settings: map[string]any{"chat_id": -100}, Secret: secret("token", "t0ken")},
		"discord": {Kind: "discord", Secret: secret("url", "https://discord.example.org")},
		"teams":   {Kind: "msteams", Secret: secret("url", "https://teams.example.org")},
	}
	return alerting
}

func TestRoutesAreThoseOfTheGoldenFile(t *testing.T) {
	for name, alerting := range map[string]config.Alerting{"nobody": config.DefaultAlerting(), "everybody": everybody()} {
		t.Run(name, func(t *testing.T) {
			text, err := routing(alerting)
			require.NoError(t, err)
			var tree kit.Tree
			require.NoError(t, yaml.Unmarshal([]byte(text.Reveal()), &tree))
			kittest.Golden(t, name+".routes.golden.yaml", tree)
		})
	}
}

func TestObjectivesAreSeries(t *testing.T) {
	alerting := config.DefaultAlerting()
	alerting.Objectives = map[string]config.Objective{"shop/cart": {Availability: 99.9, Latency: config.Duration(300 * time.Millisecond)}}
	found := map[string]string{}
	for _, rule := range promised(alerting).Groups[0].Rules {
		found[rule.Record+rule.Labels["k8s_namespace_name"]+rule.Labels["service"]] = rule.Expr
	}
	assert.Equal(t, map[string]string{
		"kalypso_objective_default": "vector(0.99)", "kalypso_objective_latency_seconds_default": "vector(1)",
		"kalypso_objectiveshopcart": "vector(0.999)", "kalypso_objective_latency_secondsshopcart": "vector(0.3)",
	}, found)
}

func TestAllRulesAreInOneConfigMap(t *testing.T) {
	files := ruleFiles(map[string]string{"loki.loki.yaml": "a", "shop.shop.yaml": "c"}, config.DefaultAlerting())
	of := files["kalypso-rules"]
	assert.Contains(t, of["objectives.yaml"], "kalypso_objective_default")
	delete(of, "objectives.yaml")
	assert.Equal(t, map[string]string{"loki.loki.yaml": "a", "shop.shop.yaml": "c"}, of)
	assert.Len(t, files, 1)
	assert.Equal(t, "kalypso-rules", kit.Lookup(mounts(), "ruler", "extraVolumes").([]any)[0].(kit.Tree)["configMap"].(kit.Tree)["name"])
}
