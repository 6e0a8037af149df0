// Package cluster are the dashboards of what Kubernetes runs and what it runs on.
package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// All are the package's dashboards.
func All() []style.Dashboard {
	return []style.Dashboard{Cluster(), Nodes(), Namespaces(), Workloads(), Pods(), Storage()}
}

// alive keeps series of pods that hold what they asked for: one that has ended does not. The other side has the same three labels.
const alive = ` * on (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) group_left ()
  max by (k8s_cluster_name, k8s_namespace_name, k8s_pod_name) (kube_pod_status_phase{phase=~"Pending|Running",@namespace} == 1)`

// Reasons that a panel of a healthy cluster is empty.
const (
	nothingWaits = "Nothing waits."
	noRestarts   = "Nothing restarted."
	noLimits     = "No container here has a limit."
)
