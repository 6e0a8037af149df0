package grafana

import "github.com/kalypsoServing/kalypso/components/kit"

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
		Computed: kit.Merge(development(), kit.Tree{
			"podAnnotations":      kit.Tree{kit.CredentialAnnotation: args.Fingerprint},
			"extraInitContainers": []any{passwordKeeper(args.Fingerprint)},
			"datasources":         kit.Tree{"datasources.yaml": escape(provisioning(deps))},
		}),
		Protected: Protected()[release],
	}
}

// development sizes Grafana for a handful of users. Its database (users, sessions, dashboards made by hand) is one file
// on one volume, so there is one replica.
func development() kit.Tree {
	return kit.Tree{
		"replicas":    1,
		"resources":   kit.Resources("50m", "144Mi", "512Mi"),
		"persistence": kit.Tree{"enabled": true, "size": "1Gi"},
		"sidecar":     kit.Tree{"resources": kit.Resources("5m", "32Mi", "192Mi")},
	}
}
