// Package kalypso are the dashboards to begin with: is all well, what fires, what costs.
package kalypso

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// All are the package's dashboards.
func All() []style.Dashboard {
	return []style.Dashboard{Start(), Alerts(), Cost()}
}

// firing are alerts that fire, without the one that always does; ofCluster is of the chosen cluster, and of alerts that are of none.
const (
	ofCluster = `k8s_cluster_name=~"$cluster|"`
	firing    = `ALERTS{alertstate="firing",alertname!="Watchdog",` + ofCluster + `}`
)
