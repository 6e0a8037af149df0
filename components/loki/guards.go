package loki

import "github.com/kalypsoServing/kalypso/components/kit"

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := append(kit.Names(), kit.S3("loki", kit.At("loki", "storage", "s3"), []string{"accessKeyId", "secretAccessKey", "s3"}, []string{"endpoint"})...)
	all = append(all, kit.Credentials("loki", kit.At("loki", "storage_config", "aws", "access_key_id"),
		kit.At("loki", "storage_config", "aws", "secret_access_key"),
		kit.At("loki", "structuredConfig", "common", "storage", "s3", "access_key_id"),
		kit.At("loki", "structuredConfig", "common", "storage", "s3", "secret_access_key"))...)
	return map[string][]kit.Guard{"loki": append(all,
		kit.Guard{Path: kit.At("gateway", "enabled"), But: true, Why: "collectors and Grafana reach Loki by it: remove it"},
		kit.Guard{Path: kit.At("gateway", "service", "port"), But: 80, Why: "collectors and Grafana reach Loki by port 80: remove it"},
		kit.Guard{Path: kit.At("loki", "auth_enabled"), But: false, Why: "no sender and no datasource names a tenant: remove it"},
		kit.Guard{Path: kit.At("minio", "enabled"), But: false, Why: "the platform has one already, kalypso:components.minio: remove it"},
		kit.Guard{Path: kit.At("namespaceOverride"), But: "", Why: "others reach it in its component's namespace: remove it"},
	)}
}
