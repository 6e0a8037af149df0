package minio

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys.
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Merge(
		kit.Domain(s, "clusterDomain", "", ""),
		kit.Scheduling(s),
		kit.Under("postJob", kit.Scheduling(s)),
		kit.Under("persistence", kit.Class(s, "storageClass")),
		kit.Under("image", kit.Repository(s, "repository", "quay.io/minio/minio")),
		kit.Under("mcImage", kit.Repository(s, "repository", "quay.io/minio/mc")),
		kit.PullSecretRefs(s, "imagePullSecrets"),
	)
}
