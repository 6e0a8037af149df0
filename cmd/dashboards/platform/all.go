// Package platform are the dashboards of what Kalypso itself runs.
package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// All are the package's dashboards.
func All() []style.Dashboard {
	return []style.Dashboard{Istio(), MinIO(), Mimir(), Loki(), Tempo(), Pyroscope(), Grafana(), Collectors(), EBPF()}
}
