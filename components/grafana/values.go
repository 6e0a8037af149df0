package grafana

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Protected takes the administrator's name and password from AdminSecret. The sidecar that loads dashboards uses the same.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{release: {"admin": kit.Tree{
		"existingSecret": AdminSecret,
		"userKey":        AdminUserEntry,
		"passwordKey":    AdminPasswordEntry,
	}}}
}

func values(args Args, deps Deps) kit.Values {
	return kit.Values{
		Computed: kit.Merge(sized(args.Sizing), settings(args.Settings), kit.Under("persistence", args.Data.Claim()), kit.Tree{
			"podAnnotations":      kit.Tree{kit.CredentialAnnotation: args.Fingerprint},
			"extraInitContainers": []any{resetPassword(args.Fingerprint)},
			"datasources":         kit.Tree{"datasources.yaml": escape(Provisioning(deps))},
		}),
		Protected: Protected()[release],
	}
}

// sized returns what the sizing decides. Grafana's database (users, sessions, dashboards made by hand) is one file on one
// volume, so more than one replica needs a database elsewhere.
func sized(s sizing.Grafana) kit.Tree {
	return kit.Tree{
		"replicas":    s.Server.Replicas,
		"resources":   kit.Resources(s.Server),
		"persistence": kit.Tree{"enabled": true, "size": s.Server.Volume()},
		"sidecar":     kit.Tree{"resources": kit.Resources(s.Sidecar)},
	}
}
