package pyroscope

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// sized returns what the sizing decides of the chart's values.
func sized(s sizing.Pyroscope) kit.Tree {
	return kit.Tree{"pyroscope": kit.Tree{
		"replicaCount": s.Server.Replicas,
		"resources":    kit.Resources(s.Server),
		"extraEnvVars": kit.Tree{"GOMEMLIMIT": s.Server.GoMemory()},
		"persistence":  kit.Tree{"enabled": true, "size": s.Server.Volume()},
		// Below this much free space it deletes blocks that are four hours old, in the bucket or not. Its default of
		// 10 is never free on a small volume: a fifth of it instead.
		"structuredConfig": kit.Tree{"pyroscopedb": kit.Tree{"min_free_disk_gb": max(1, s.Server.Disk/5)}},
	}}
}
