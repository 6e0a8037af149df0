// Package promise holds what the platform promises, written down a second time and independently of the program, and checks
// it against an API server.
package promise

// Release is a row of design.md's table "The promise".
type Release struct {
	Component, Namespace, Name, Chart, Version string
	Wave                                       int
}

// Releases are all rows, by wave.
func Releases() []Release {
	return []Release{
		{"otel", "otel-system", "opentelemetry-operator", "opentelemetry-operator", "0.102.0", 1},
		{"otel", "otel-system", "obi", "opentelemetry-ebpf-instrumentation", "0.4.3", 1},
		{"istio", "istio-system", "istio-base", "base", "1.28.3", 2},
		{"istio", "istio-system", "istiod", "istiod", "1.28.3", 2},
		{"minio", "minio", "kalypso-minio", "minio", "5.4.0", 3},
		{"mimir", "mimir", "mimir", "mimir-distributed", "6.1.0-weekly.373", 4},
		{"tempo", "tempo", "tempo", "tempo-distributed", "1.60.0", 4},
		{"loki", "loki", "loki", "loki", "6.49.0", 4},
		{"pyroscope", "pyroscope", "pyroscope", "pyroscope", "1.18.0", 5},
		{"grafana", "grafana", "grafana", "grafana", "10.5.12", 6},
	}
}

// Address is a promised Service and port.
type Address struct {
	Namespace, Service string
	Port               int
}

// Addresses are the five promised ones.
func Addresses() []Address {
	return []Address{
		{"minio", "kalypso-minio", 9000},
		{"mimir", "mimir-gateway", 80},
		{"tempo", "tempo-gateway", 3100},
		{"loki", "loki-gateway", 80},
		{"pyroscope", "pyroscope", 4040},
	}
}

// Buckets are the four promised ones.
func Buckets() []string { return []string{"mimir-data", "tempo-traces", "loki-chunks", "pyroscope"} }
