package mimir

import "github.com/kalypsoServing/kalypso/components/kit"

// gatewayPort is that of the Service by which others reach it.
const gatewayPort = 80

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := kit.Names()
	for _, place := range [][]string{kit.At("common", "storage"), kit.At("blocks_storage"), kit.At("ruler_storage"), kit.At("alertmanager_storage")} {
		at := append(kit.At("mimir", "structuredConfig"), append(place, "s3")...)
		all = append(all, kit.S3("mimir", at, []string{"access_key_id", "secret_access_key"}, []string{"endpoint"})...)
	}
	return map[string][]kit.Guard{"mimir": append(all,
		kit.Guard{Path: kit.At("gateway", "enabled"), But: true, Why: "collectors and Grafana reach Mimir by it: remove it"},
		kit.Guard{Path: kit.At("gateway", "service", "port"), But: gatewayPort, Why: "collectors and Grafana reach Mimir by port 80: remove it"},
		kit.Guard{Path: kit.At("gateway", "service", "nameOverride"), But: "", Why: "collectors and Grafana reach Mimir by its name: remove it"},
		kit.NoStore(),
		kit.Guard{Path: kit.At("useExternalConfig"), But: false,
			Why: "the program writes the configuration, with the store in it: remove it; single settings go below mimir.structuredConfig"},
		kit.Guard{Path: kit.At("ruler", "enabled"), But: true, Why: "it evaluates the platform's rules: remove it"},
		kit.Guard{Path: kit.At("alertmanager", "enabled"), But: true, Why: "it tells people of alerts, kalypso:alerting says whom: remove it"},
	)}
}
