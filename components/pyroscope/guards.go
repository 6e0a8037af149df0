package pyroscope

import "github.com/kalypsoServing/kalypso/components/kit"

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := append(kit.Names("pyroscope"), kit.S3("pyroscope", kit.At("pyroscope", "structuredConfig", "storage", "s3"),
		[]string{"access_key_id", "secret_access_key"}, []string{"endpoint", "bucket_name"})...)
	return map[string][]kit.Guard{"pyroscope": append(all,
		kit.Guard{Path: kit.At("pyroscope", "service", "port"), But: 4040, Why: "the profiler and Grafana reach Pyroscope by port 4040: remove it"},
		kit.Guard{Path: kit.At("minio", "enabled"), But: false, Why: "the platform has one already, kalypso:components.minio: remove it"},
	)}
}
