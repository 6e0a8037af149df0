package loki

import "github.com/kalypsoServing/kalypso/components/kit"

// gatewayPort is that of the Service by which others reach it.
const gatewayPort = 80

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := append(kit.Names(), kit.S3("loki", kit.At("loki", "storage", "s3"), []string{"accessKeyId", "secretAccessKey", "s3"}, []string{"endpoint"})...)
	all = append(all, kit.Credentials("loki", kit.At("loki", "storage_config", "aws", "access_key_id"),
		kit.At("loki", "storage_config", "aws", "secret_access_key"),
		kit.At("loki", "structuredConfig", "common", "storage", "s3", "access_key_id"),
		kit.At("loki", "structuredConfig", "common", "storage", "s3", "secret_access_key"))...)
	for _, other := range counted() {
		all = append(all, kit.Guard{Path: kit.At(other, "replicas"), But: 0,
			Why: "the chart fails to render with it beside its one binary: write singleBinary.replicas, or remove it"})
	}
	return map[string][]kit.Guard{"loki": append(all,
		kit.Guard{Path: kit.At("gateway", "enabled"), But: true, Why: "collectors and Grafana reach Loki by it: remove it"},
		kit.Guard{Path: kit.At("gateway", "service", "port"), But: gatewayPort, Why: "collectors and Grafana reach Loki by port 80: remove it"},
		kit.Guard{Path: kit.At("loki", "auth_enabled"), But: false, Why: "no sender and no datasource names a tenant: remove it"},
		kit.Guard{Path: kit.At("loki", "storage", "type"), But: "s3", Why: "the program gives it a bucket: remove it, and loki.storage beside it"},
		kit.NoStore(),
		kit.Guard{Path: kit.At("loki", "useTestSchema"), But: false, Why: "the chart fails to render with it beside the program's schema: remove it"},
		kit.Guard{Path: kit.At("namespaceOverride"), But: "", Why: "others reach it in its component's namespace: remove it"},
	)}
}

// counted are the pods of the chart's other modes that it refuses beside one binary.
func counted() []string {
	return []string{"backend", "read", "write", "compactor", "distributor", "indexGateway", "ingester", "querier", "queryFrontend", "queryScheduler",
		"ruler"}
}

// Idle are places that the chart knows and does not look at in this mode, by release.
func Idle() map[string][]kit.Idle {
	var all []kit.Idle
	for _, other := range append(counted(), "bloomBuilder", "bloomGateway", "bloomPlanner", "patternIngester", "overridesExporter") {
		all = append(all, kit.Idle{Path: kit.At(other), Why: "Loki is one binary, and this is for pods that do not run: write it below singleBinary"})
	}
	for _, other := range []string{"azure", "gcs", "swift", "filesystem"} {
		all = append(all, kit.Idle{Path: kit.At("loki", "storage", other), Why: "the platform's store is S3, and Loki has its bucket: remove it"})
	}
	return map[string][]kit.Idle{"loki": append(all,
		kit.Idle{Path: kit.At("global", "extraEnvFrom"), Why: "one binary does not read it: write it as singleBinary.extraEnvFrom"},
		kit.Idle{Path: kit.At("global", "extraEnv"), Why: "one binary does not read it: write it as singleBinary.extraEnv"},
		kit.Idle{Path: kit.At("global", "extraArgs"), Why: "one binary does not read it: write it as singleBinary.extraArgs"},
		kit.Idle{Path: kit.At("global", "extraVolumes"), Why: "one binary does not read it: write it as singleBinary.extraVolumes"},
		kit.Idle{Path: kit.At("global", "extraVolumeMounts"), Why: "one binary does not read it: write it as singleBinary.extraVolumeMounts"},
		kit.Idle{Path: kit.At("gateway", "service", "labels", "prometheus.io/service-monitor"), Why: "the chart writes \"false\" there: remove it"},
		kit.Idle{Path: kit.At("memcachedExporter"), Needs: [][]string{{"chunksCache", "enabled"}, {"resultsCache", "enabled"}},
			Why: "both caches are switched off: write chunksCache.enabled: true if one is meant to run"},
		kit.Idle{Path: kit.At("sidecar"), Needs: [][]string{{"sidecar", "rules", "enabled"}},
			Why: "rules come from the platform's directories, without a sidecar: remove it"},
		kit.Idle{Path: kit.At("loki", "storage", "bucketNames", "admin"), Why: "that is of Grafana Enterprise Logs, which does not run here: remove it"},
		kit.Idle{Path: kit.At("loki", "storage", "bucketNames", "ruler"), Why: "rules come from the platform's directories: remove it"},
		kit.Idle{Path: kit.At("enterprise"), Why: "that is Grafana Enterprise Logs, which does not run here: remove it"},
	)}
}
