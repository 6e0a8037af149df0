package config

// Shipped is what the composition's table of components names.
func Shipped() Platform {
	return Platform{
		Profiles:    Profiles(),
		Buckets:     map[string]string{"mimir": "mimir-data", "tempo": "tempo-traces", "loki": "loki-chunks", "pyroscope": "pyroscope"},
		Credentials: []string{"minio", "mimir", "tempo", "loki", "pyroscope", "grafana"},
	}
}
