package pyroscope

import "github.com/kalypsoServing/kalypso/components/kit"

// port is that of the Service by which others reach it.
const port = 4040

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	all := append(kit.Names("pyroscope"), kit.S3("pyroscope", kit.At("pyroscope", "structuredConfig", "storage", "s3"),
		[]string{"access_key_id", "secret_access_key"}, []string{"endpoint", "bucket_name"})...)
	return map[string][]kit.Guard{"pyroscope": append(all,
		kit.Guard{Path: kit.At("pyroscope", "service", "port"), But: port, Why: "the profiler and Grafana reach Pyroscope by port 4040: remove it"},
		kit.NoStore(),
	)}
}
