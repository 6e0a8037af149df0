package config

// contactKind is what a kind of contact takes.
type contactKind struct {
	// secrets are required in contactSecrets, mayHave are allowed there; urls are those of them that are addresses.
	secrets, mayHave, urls []string
	// needs are required settings, takes further ones.
	needs, takes []string
}

// contactKinds are the kinds by name. Settings have the names of Alertmanager 0.29 (docs/configuration.md there).
func contactKinds() map[string]contactKind {
	return map[string]contactKind{
		"webhook":   {secrets: []string{"url"}, mayHave: []string{"token"}, urls: []string{"url"}, takes: []string{"max_alerts"}},
		"email":     {mayHave: []string{"password"}, needs: []string{"to", "from", "smarthost"}, takes: []string{"auth_username", "auth_identity", "hello", "require_tls"}},
		"slack":     {secrets: []string{"url"}, urls: []string{"url"}, needs: []string{"channel"}, takes: []string{"username", "icon_emoji"}},
		"pagerduty": {secrets: []string{"key"}, takes: []string{"url", "severity", "class", "component", "group"}},
		"opsgenie":  {secrets: []string{"key"}, takes: []string{"api_url", "responders", "priority", "tags"}},
		"telegram":  {secrets: []string{"token"}, needs: []string{"chat_id"}, takes: []string{"message_thread_id"}},
		"discord":   {secrets: []string{"url"}, urls: []string{"url"}, takes: []string{"username"}},
		"msteams":   {secrets: []string{"url"}, urls: []string{"url"}},
	}
}
