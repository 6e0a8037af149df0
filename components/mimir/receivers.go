package mimir

import (
	"maps"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// receiver is a contact in the Alertmanager's words: the kind's own settings, its secrets, and a text that says what is wrong, how much,
// where to look and what to do.
func receiver(name string, contact config.Contact) kit.Tree {
	settings := kit.Tree{"send_resolved": true}
	maps.Copy(settings, contact.Settings)
	secret := func(key string) string { return contact.Secret[key].Reveal() }
	kind := contact.Kind + "_configs"
	switch contact.Kind {
	case "webhook":
		settings["url"] = secret("url")
		if token := secret("token"); token != "" {
			settings["http_config"] = kit.Tree{"authorization": kit.Tree{"credentials": token}}
		}
	case "email":
		settings["headers"] = kit.Tree{"Subject": title}
		settings["text"], settings["html"] = body, ""
		if password := secret("password"); password != "" {
			settings["auth_password"] = password
		}
	case "slack":
		settings["api_url"], settings["title"], settings["text"] = secret("url"), title, body
	case "pagerduty":
		settings["routing_key"], settings["description"] = secret("key"), title
		settings["details"] = kit.Tree{"alerts": body}
	case "opsgenie":
		settings["api_key"], settings["message"], settings["description"] = secret("key"), title, body
	case "telegram":
		// Telegram's own marks would have to be escaped in what labels say.
		settings["bot_token"], settings["message"], settings["parse_mode"] = secret("token"), title+"\n"+body, ""
	case "discord":
		settings["webhook_url"], settings["title"], settings["message"] = secret("url"), title, body
	case "msteams":
		settings["webhook_url"], settings["title"], settings["text"] = secret("url"), title, body
		kind = "msteamsv2_configs"
	}
	return kit.Tree{"name": name, kind: []any{settings}}
}

const (
	title = `[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}` +
		`{{ with .CommonLabels.k8s_namespace_name }} in {{ . }}{{ end }} ({{ .CommonLabels.severity }})`
	body = `{{ range .Alerts }}{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ with .Annotations.dashboard }}Look at: {{ . }}
{{ end }}{{ end }}{{ with .CommonAnnotations.runbook }}
{{ . }}
{{ end }}`
)
