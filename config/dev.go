package config

import "github.com/kalypsoServing/kalypso/config/sizing"

// dev is the profile of one node with small disks: one replica of everything. Metrics and logs outlive a week's work;
// traces and profiles are looked at soon or never. The memory of each workload is what it takes idle, measured in
// containers by `make live`, and a reserve; Disk holds what is not in a bucket yet, and MinIO's the buckets.
func dev() Profile {
	return Profile{
		Retention: Retention{Metrics: Days(7), Logs: Days(7), Traces: Days(3), Profiles: Days(3)},
		Sizing: sizing.Sizing{
			// The operator's work is a few custom resources, and one admission per pod of the cluster.
			Otel:  sizing.Otel{Operator: one(10, 64, 256, 0), OBI: one(20, 128, 512, 0)},
			Istio: sizing.Istio{Istiod: one(50, 192, 512, 0)}, // its own defaults ask for half a CPU and 2 GiB
			// 381 MiB idle, with a MinIO of 2026-02, which is newer than the pinned one: that took 135.
			MinIO: sizing.MinIO{Server: one(50, 448, 1024, 10)},
			Mimir: sizing.Mimir{ // for a few ten thousand series
				Distributor:    one(20, 64, 512, 0),
				Ingester:       one(25, 256, 1024, 2), // up to two hours of samples
				Querier:        one(20, 96, 512, 0),
				QueryFrontend:  one(15, 48, 384, 0),
				QueryScheduler: one(15, 48, 256, 0),
				StoreGateway:   one(15, 64, 512, 0),
				Compactor:      one(15, 64, 512, 0),
				Gateway:        one(10, 32, 128, 0),
				Ruler:          one(10, 64, 384, 0),
				Alertmanager:   one(5, 32, 192, 1), // its disk is for silences
			},
			Tempo: sizing.Tempo{ // each 71 to 77 MiB idle
				Distributor:      one(10, 64, 384, 0),
				Ingester:         one(15, 128, 768, 2), // up to half an hour of traces
				Querier:          one(10, 96, 512, 0),
				QueryFrontend:    one(10, 64, 384, 0),
				Compactor:        one(10, 64, 512, 0),
				MetricsGenerator: one(10, 96, 512, 0),
				Gateway:          one(10, 32, 128, 0),
			},
			// 70 to 122 MiB idle. No caches: the chart's two ask for 11 GiB, and one node's object store is as fast.
			Loki: sizing.Loki{SingleBinary: one(45, 224, 1024, 5), Gateway: one(10, 32, 128, 0)},
			// 34 to 77 MiB idle; the rest is for the profiles of the last hour.
			Pyroscope: sizing.Pyroscope{Server: one(50, 144, 1024, 5)},
			Grafana:   sizing.Grafana{Server: one(50, 144, 512, 1), Sidecar: one(5, 32, 192, 0)}, // a handful of users
			Telemetry: sizing.Telemetry{
				Gateway:  one(50, 128, 512, 2), // 192 MiB with 300,000 items in its queues
				Agent:    one(40, 96, 320, 0),  // its program is half of that
				Cluster:  one(10, 64, 256, 0),
				State:    one(5, 48, 192, 0),
				Profiler: one(20, 128, 512, 0), // its authors give 250 MB as the most they saw
			},
			Load: sizing.Load{Pods: 100, Lines: 200, Spans: 100, Points: 600},
		},
	}
}

// one is one replica: a column each of CPU (m), memory request and limit (MiB), and disk (GiB).
func one(cpu, memory, limit, disk int) sizing.Workload {
	return sizing.Workload{Replicas: 1, CPU: cpu, Memory: memory, Limit: limit, Disk: disk}
}
