package grafana

import "github.com/kalypsoServing/kalypso/components/kit"

// port is that of the Service by which others reach it.
const port = 80

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := append(kit.Names(), kit.Credentials("grafana", kit.At("adminPassword"), kit.At("env", "GF_SECURITY_ADMIN_PASSWORD"),
		kit.At("grafana.ini", "security", "admin_password"), kit.At("envValueFrom", "GF_SECURITY_ADMIN_PASSWORD"))...)
	return map[string][]kit.Guard{release: append(all,
		kit.Guard{Path: kit.At("service", "enabled"), But: true, Why: "Grafana is reached by its Service: remove it"},
		kit.Guard{Path: kit.At("service", "port"), But: port, Why: "the stack's outputs, verify and links name port 80: publish another by an Ingress"},
		kit.Guard{Path: kit.At("sidecar", "dashboards", "enabled"), But: true, Why: "it loads the platform's dashboards: remove it"},
		kit.Guard{Path: kit.At("sidecar", "dashboards", "label"), But: "grafana_dashboard", Why: "the platform's dashboards carry grafana_dashboard: remove it"},
		kit.Guard{Path: kit.At("namespaceOverride"), But: "", Why: "others reach it in its component's namespace: remove it"},
	)}
}
