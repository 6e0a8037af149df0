package grafana

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// rotate sets the administrator's password in an existing database when the credential is another one than last time.
// Grafana itself reads the password from its environment only once, when it creates the database.
const rotate = `set -eu
seen=/var/lib/grafana/.kalypso-credential
if [ -f /var/lib/grafana/grafana.db ] && [ "$(cat "$seen" 2>/dev/null || true)" != "$CREDENTIAL" ]; then
  printf '%s\n' "$PASSWORD" | grafana cli --homepath /usr/share/grafana admin reset-admin-password --password-from-stdin
fi
printf '%s' "$CREDENTIAL" > "$seen"
`

// resetPassword is the init container that makes a rotated password valid. Its image is Grafana's own; the chart
// evaluates templates in it.
func resetPassword(fingerprint string) kit.Tree {
	return kit.Tree{
		"name":    "admin-password",
		"image":   "{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}",
		"command": []any{"sh", "-c", rotate},
		"env": []any{
			kit.Tree{"name": "CREDENTIAL", "value": fingerprint},
			kit.Tree{"name": "PASSWORD", "valueFrom": kit.Tree{"secretKeyRef": kit.Tree{"name": AdminSecret, "key": AdminPasswordEntry}}},
			kit.Tree{"name": "GF_PATHS_DATA", "value": "/var/lib/grafana"},
		},
		"resources": kit.Resources(sizing.Workload{CPU: 10, Memory: 64, Limit: 512}),
		"securityContext": kit.Tree{
			"allowPrivilegeEscalation": false,
			"capabilities":             kit.Tree{"drop": []any{"ALL"}},
			"seccompProfile":           kit.Tree{"type": "RuntimeDefault"},
		},
		"volumeMounts": []any{kit.Tree{"name": "storage", "mountPath": "/var/lib/grafana"}},
	}
}
