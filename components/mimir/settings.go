package mimir

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under the chart's keys.
func settings(s config.ClusterSettings) kit.Tree {
	pods := []string{"alertmanager", "compactor", "distributor", "gateway", "ingester", "overrides_exporter", "querier", "query_frontend",
		"query_scheduler", "ruler", "store_gateway", "smoke_test", "rollout_operator",
		"chunks-cache", "index-cache", "metadata-cache", "results-cache"}
	class := kit.Under("persistentVolume", kit.Class(s, "storageClass"))
	return kit.Merge(
		kit.DNS(s, "."),
		kit.Each(kit.Scheduling(s), pods...),
		kit.Each(class, "alertmanager", "compactor", "ingester", "store_gateway"),
		kit.Under("image", kit.Merge(kit.Repository(s, "repository", "docker.io/grafana/mimir"), kit.PullSecrets(s, "pullSecrets"))),
		kit.Under("gateway", kit.Under("nginx", kit.Under("image", kit.Registry(s, "registry")))),
		kit.Under("memcached", kit.Under("image", kit.Repository(s, "repository", "memcached"))),
		kit.Under("memcachedExporter", kit.Under("image", kit.Repository(s, "repository", "prom/memcached-exporter"))),
		kit.Under("rollout_operator", kit.Merge(kit.PullSecretRefs(s, "imagePullSecrets"),
			kit.Under("image", kit.Repository(s, "repository", "grafana/rollout-operator")))),
	)
}
