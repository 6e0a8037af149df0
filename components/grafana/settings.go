package grafana

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys. The image's own registry is set for the init container (resetPassword).
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Merge(
		kit.Scheduling(s),
		kit.Under("persistence", kit.Class(s, "storageClassName")),
		kit.Under("global", kit.Merge(kit.Registry(s, "imageRegistry"), kit.PullSecretRefs(s, "imagePullSecrets"))),
		kit.Under("image", kit.Registry(s, "registry")),
	)
}
