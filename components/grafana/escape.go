package grafana

import (
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// escape protects every text in value from the two that read it before a datasource does: Helm, which evaluates
// templates in it, and Grafana's provisioning, which puts environment variables into it.
func escape(value any) any {
	switch v := value.(type) {
	case kit.Tree:
		escaped := kit.Tree{}
		for key, inner := range v {
			escaped[key] = escape(inner)
		}
		return escaped
	case []any:
		escaped := make([]any, 0, len(v))
		for _, inner := range v {
			escaped = append(escaped, escape(inner))
		}
		return escaped
	case string:
		// Back quotes: Helm writes the value as YAML before it evaluates it, and YAML may quote it in either other way.
		return strings.ReplaceAll(strings.ReplaceAll(v, "$", "$$"), "{{", "{{`{{`}}")
	default:
		return value
	}
}
