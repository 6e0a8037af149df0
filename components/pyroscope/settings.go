package pyroscope

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys.
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Under("pyroscope", kit.Merge(
		kit.Domain(s, "cluster_domain", ".", "."),
		kit.Scheduling(s),
		kit.Under("persistence", kit.Class(s, "storageClassName")),
		kit.Under("image", kit.Repository(s, "repository", "docker.io/grafana/pyroscope")),
		kit.PullSecretRefs(s, "imagePullSecrets"),
	))
}
