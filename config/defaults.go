package config

import "slices"

// profiles holds the complete defaults of every profile. A stack's configuration is laid over them key by key.
func profiles() map[string]Config {
	return map[string]Config{
		// dev: one node, small disks. Metrics and logs outlive a week's work; traces and profiles are looked at soon or never.
		"dev": {
			Profile:     "dev",
			Ordering:    Waves,
			EBPF:        EBPFOn,
			Cluster:     Cluster{Driver: Existing},
			Retention:   Retention{Metrics: Days(7), Logs: Days(7), Traces: Days(3), Profiles: Days(3)},
			Generations: map[string]int{"minio": 1, "mimir": 1, "tempo": 1, "loki": 1, "pyroscope": 1, "grafana": 1},
			Components:  map[string]Component{},
		},
	}
}

// DefaultBuckets are the promised buckets, by backend.
func DefaultBuckets() map[string]string {
	return map[string]string{"mimir": "mimir-data", "tempo": "tempo-traces", "loki": "loki-chunks", "pyroscope": "pyroscope"}
}

// Backends are the components that keep their data in the object store, in the order of the waves.
func Backends() []string { return []string{"mimir", "tempo", "loki", "pyroscope"} }

// defaultObjectStore is what an external store is before its keys are read.
func defaultObjectStore() *ObjectStore {
	return &ObjectStore{Region: "us-east-1", TLS: true, Buckets: DefaultBuckets()}
}

func known[V any](table map[string]V) []string {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
