package loki

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys.
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Merge(
		kit.DNS(s, ""),
		kit.Each(kit.Scheduling(s), "singleBinary", "gateway", "chunksCache", "resultsCache"),
		kit.Under("singleBinary", kit.Under("persistence", kit.Class(s, "storageClass"))),
		kit.Under("global", kit.Under("image", kit.Registry(s, "registry"))),
		kit.PullSecretRefs(s, "imagePullSecrets"),
	)
}
