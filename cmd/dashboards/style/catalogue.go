package style

// entry is where a dashboard is: the folder in Grafana, and the component that brings it; without that component it is gone.
type entry struct{ title, folder, component string }

// catalogue are all dashboards, by name. Links are made of it.
func catalogue() map[string]entry {
	return map[string]entry{
		"start":      {"Start here", "Kalypso", "mimir"},
		"alerts":     {"Alerts", "Kalypso", "mimir"},
		"cost":       {"Cardinality and volume", "Kalypso", "mimir"},
		"cluster":    {"Cluster", "Cluster", "telemetry"},
		"nodes":      {"Nodes", "Cluster", "telemetry"},
		"namespaces": {"Namespaces", "Cluster", "telemetry"},
		"workloads":  {"Workloads", "Cluster", "telemetry"},
		"pods":       {"Pods", "Cluster", "telemetry"},
		"storage":    {"Storage", "Cluster", "telemetry"},
		"services":   {"Services", "Applications", "tempo"},
		"traces":     {"Traces", "Applications", "tempo"},
		"logs":       {"Logs", "Applications", "loki"},
		"profiles":   {"Profiles", "Applications", "pyroscope"},
		"network":    {"Network", "Applications", "otel"},
		"istio":      {"Istio", "Platform", "istio"},
		"minio":      {"MinIO", "Platform", "minio"},
		"mimir":      {"Mimir", "Platform", "mimir"},
		"loki":       {"Loki", "Platform", "loki"},
		"tempo":      {"Tempo", "Platform", "tempo"},
		"pyroscope":  {"Pyroscope", "Platform", "pyroscope"},
		"grafana":    {"Grafana", "Platform", "grafana"},
		"collectors": {"Collectors", "Platform", "telemetry"},
		"ebpf":       {"eBPF coverage", "Platform", "otel"},
	}
}

// Names are those of all dashboards that there are to be.
func Names() []string {
	names := make([]string, 0, len(catalogue()))
	for name := range catalogue() {
		names = append(names, name)
	}
	return names
}
