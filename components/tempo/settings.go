package tempo

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys.
func settings(s config.ClusterSettings) kit.Tree {
	image := kit.Merge(kit.Registry(s, "registry"), kit.PullSecrets(s, "pullSecrets"))
	return kit.Merge(
		kit.DNS(s, ""),
		kit.Each(kit.Scheduling(s), "distributor", "ingester", "querier", "queryFrontend", "compactor",
			"metricsGenerator", "gateway", "memcached"),
		kit.Under("global", kit.Merge(kit.Class(s, "storageClass"), kit.Under("image", image))),
	)
}
