package rules

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// contacts are one of every kind.
var contacts = stackstest.Config{
	"alerting": map[string]any{
		"contacts": map[string]any{
			"hook":   map[string]any{"kind": "webhook"},
			"mail":   map[string]any{"kind": "email", "settings": map[string]any{"to": "a@example.org", "from": "k@example.org", "smarthost": "mail.example.org:587", "auth_username": "k"}},
			"oncall": map[string]any{"kind": "pagerduty", "severities": []any{"critical"}},
			"genie":  map[string]any{"kind": "opsgenie", "severities": []any{"critical"}, "settings": map[string]any{"priority": "P1"}},
			"shop": map[string]any{"kind": "slack", "namespaces": []any{"shop-*"}, "mute": []any{"nights"},
				"settings": map[string]any{"channel": "#shop"}},
			"gram":    map[string]any{"kind": "telegram", "namespaces": []any{"none"}, "settings": map[string]any{"chat_id": -100}},
			"discord": map[string]any{"kind": "discord", "namespaces": []any{"none"}},
			"teams":   map[string]any{"kind": "msteams", "namespaces": []any{"none"}},
		},
		"muteTimes": map[string]any{"nights": []any{map[string]any{
			"times":    []any{map[string]any{"start_time": "22:00", "end_time": "24:00"}, map[string]any{"start_time": "00:00", "end_time": "06:00"}},
			"weekdays": []any{"monday:friday"}, "months": []any{"1:11"}, "days_of_month": []any{"1:-1"}, "location": "Europe/Berlin"}}},
	},
	"contactSecrets": `{"hook": {"url": "https://h.example.org", "token": "t"}, "mail": {"password": "p"}, "oncall": {"key": "0123456789abcdef0123456789abcdef"},
		"genie": {"key": "k"}, "shop": {"url": "https://s.example.org"}, "gram": {"token": "1:t"}, "discord": {"url": "https://d.example.org"},
		"teams": {"url": "https://t.example.org"}}`,
	"watchdogURL": "https://watchdog.example.org/1",
}

// routes writes the Alertmanager's configuration that a stack makes to a file.
func routes(t *testing.T, keys stackstest.Config) string {
	t.Helper()
	project := stackstest.Project(t)
	stackstest.Development(project).With(keys).Set(t)
	recorded, err := recorder.Run(false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34)}.Run)
	require.NoError(t, err)
	for _, one := range recorded.Resources {
		if one.GetName() == "mimir/kalypso-alertmanager" {
			data := one.Clear()["data"].(map[string]any)
			text, err := base64.StdEncoding.DecodeString(fmt.Sprint(data["anonymous.yaml"]))
			require.NoError(t, err)
			file := filepath.Join(t.TempDir(), "alertmanager.yaml")
			require.NoError(t, os.WriteFile(file, text, 0o600))
			return file
		}
	}
	t.Fatal("no Secret mimir/kalypso-alertmanager")
	return ""
}

func amtool(t *testing.T, args ...string) string {
	t.Helper()
	return tool(t, "amtool", tools.Amtool(), args...)
}

func TestAlertmanagerAcceptsTheRoutes(t *testing.T) {
	for name, keys := range map[string]stackstest.Config{"of nobody": nil, "of every kind": contacts} {
		t.Run(name, func(t *testing.T) { amtool(t, "check-config", routes(t, keys)) })
	}
}

func TestAlertsFindWhoIsTold(t *testing.T) {
	everybody, nobody := routes(t, contacts), routes(t, nil)
	for name, c := range map[string]struct {
		file, labels, want string
	}{
		"a critical one":          {everybody, "alertname=X severity=critical k8s_namespace_name=mimir", "genie,hook,mail,oncall"},
		"a warning":               {everybody, "alertname=X severity=warning k8s_namespace_name=mimir", "hook,mail"},
		"one of the shop":         {everybody, "alertname=X severity=warning k8s_namespace_name=shop-eu", "hook,mail,shop"},
		"one of another shop":     {everybody, "alertname=X severity=warning k8s_namespace_name=workshop-eu", "hook,mail"},
		"the watchdog":            {everybody, "alertname=Watchdog severity=none", "watchdog"},
		"nobody is told":          {nobody, "alertname=X severity=critical", "none"},
		"the watchdog, no URL":    {nobody, "alertname=Watchdog severity=none", "none"},
		"one of another severity": {everybody, "alertname=X severity=info", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"config", "routes", "test", "--config.file", c.file}, strings.Fields(c.labels)...)
			assert.Equal(t, c.want, amtool(t, args...))
		})
	}
}
