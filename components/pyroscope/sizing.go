package pyroscope

import "github.com/kalypsoServing/kalypso/components/kit"

// development sizes Pyroscope for one node: one pod. Idle it uses 34 to 77 MiB, measured with Pyroscope 1.18.0 in a container
// (`make live`) and out of one; the rest is for the profiles of the last hour, which it keeps in memory and on its volume until they are in the bucket.
func development() kit.Tree {
	return kit.Tree{"pyroscope": kit.Tree{
		"replicaCount": 1,
		"resources":    kit.Resources("50m", "144Mi", "1Gi"),
		"persistence":  kit.Tree{"enabled": true, "size": "5Gi"},
		// Below this much free space it deletes blocks that are four hours old, in the bucket or not. Its default of
		// 10 is never free on a volume of 5.
		"structuredConfig": kit.Tree{"pyroscopedb": kit.Tree{"min_free_disk_gb": 1}},
	}}
}
