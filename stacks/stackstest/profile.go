package stackstest

import (
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Three is a profile for three nodes, of tests alone: a table, and nothing else of the program knows of it.
func Three() config.Profile {
	profile := config.Profiles()["dev"]
	profile.Retention.Metrics = config.Days(30)
	of := func(replicas, disk int) sizing.Workload {
		return sizing.Workload{Replicas: replicas, CPU: 500, Memory: 2048, Limit: 4096, Disk: disk}
	}
	s := &profile.Sizing
	s.Istio = sizing.Istio{Istiod: of(2, 0)}
	s.MinIO = sizing.MinIO{Server: of(4, 100)}
	s.Mimir.Ingester, s.Mimir.StoreGateway, s.Mimir.Compactor, s.Mimir.Zones = of(3, 50), of(3, 20), of(1, 50), true
	s.Tempo.Ingester, s.Tempo.Gateway, s.Tempo.Cache = of(3, 20), of(2, 0), of(1, 0)
	s.Loki = sizing.Loki{SingleBinary: of(3, 30), Gateway: of(2, 0), ChunksCache: of(1, 0)}
	return profile
}
