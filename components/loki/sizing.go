package loki

import "github.com/kalypsoServing/kalypso/components/kit"

// development sizes Loki for one node: one pod and its gateway. Idle, the pod uses 70 to 122 MiB, measured with Loki 3.6.3 in a
// container (`make live`) and out of one.
func development() kit.Tree {
	return kit.Tree{
		"singleBinary": kit.Tree{
			"replicas":    1,
			"resources":   kit.Resources("45m", "160Mi", "1Gi"),
			"persistence": kit.Tree{"enabled": true, "size": "5Gi"},
		},
		"gateway": kit.Tree{
			"replicas":  1,
			"resources": kit.Resources("10m", "32Mi", "128Mi"),
		},
		"loki": kit.Tree{"commonConfig": kit.Tree{"replication_factor": 1}},
	}
}
