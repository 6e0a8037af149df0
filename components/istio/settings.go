package istio

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
)

// settings are the cluster's, under istiod's keys. Sidecars take the registry and the domain from there, and their pull secrets
// must be in the namespaces of the mesh.
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Merge(
		kit.Scheduling(s),
		kit.Under("global", kit.Merge(kit.Repository(s, "hub", "docker.io/istio"), kit.PullSecrets(s, "imagePullSecrets"),
			kit.Under("proxy", kit.Domain(s, "clusterDomain", "", "")))),
	)
}
