// Package promised restates, independently of the program, what the older delivery promised: what every test of the promise
// compares with. Versions are the manifests' own, and stand there alone.
package promised

// Release is a row of the table "The promise" in the design.
type Release struct {
	Component, Namespace, Name, Chart string
	Wave                              int
}

// Releases returns all rows, by wave.
func Releases() []Release {
	return []Release{
		{"otel", "otel-system", "opentelemetry-operator", "opentelemetry-operator", 1},
		{"otel", "otel-system", "obi", "opentelemetry-ebpf-instrumentation", 1},
		{"istio", "istio-system", "istio-base", "base", 2},
		{"istio", "istio-system", "istiod", "istiod", 2},
		{"minio", "minio", "kalypso-minio", "minio", 3},
		{"mimir", "mimir", "mimir", "mimir-distributed", 4},
		{"tempo", "tempo", "tempo", "tempo-distributed", 4},
		{"loki", "loki", "loki", "loki", 4},
		{"pyroscope", "pyroscope", "pyroscope", "pyroscope", 5},
		{"grafana", "grafana", "grafana", "grafana", 6},
	}
}

// Address is a promised Service and port.
type Address struct {
	Namespace, Service string
	Port               int
}

// Addresses returns the five promised ones, MinIO's first.
func Addresses() []Address {
	return []Address{
		{"minio", "kalypso-minio", 9000},
		{"mimir", "mimir-gateway", 80},
		{"tempo", "tempo-gateway", 3100},
		{"loki", "loki-gateway", 80},
		{"pyroscope", "pyroscope", 4040},
	}
}

// Buckets returns where the backends keep their data, by component.
func Buckets() map[string]string {
	return map[string]string{"mimir": "mimir-data", "tempo": "tempo-traces", "loki": "loki-chunks", "pyroscope": "pyroscope"}
}
