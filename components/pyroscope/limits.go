package pyroscope

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Megabytes per second that a profiler's node may bring with all its containers at once, measured as less than one; whatever is
// refused here is lost, because the senders take the answer as final.
const (
	leastRate, leastBurst = 16, 32
	largestProfile        = 16 << 20
)

// limits are Pyroscope's per tenant, and everything is one tenant. Queries reach as far back as the data does: by default a day
// at a time, and never more than a week back.
func limits(load sizing.Load, retention string) kit.Tree {
	return kit.Tree{
		"ingestion_rate_mb":            max(leastRate, load.Pods/10),
		"ingestion_burst_size_mb":      max(leastBurst, load.Pods/5),
		"max_profile_size_bytes":       largestProfile,
		"max_global_series_per_tenant": load.Pods * 200,
		"reject_older_than":            "6h",
		"max_query_length":             "0s",
		"max_query_lookback":           retention,
		// The profiler's distribution has no filter: what opts out is dropped here, and the mark taken off the rest. The rules see
		// names as they were sent, with dots.
		"ingestion_relabeling_rules": []any{
			kit.Tree{"action": "drop", "source_labels": []any{attribute.Drop}, "regex": "(.*[, ])?(all|profiles)([, ].*)?"},
			// So are labels that make a series of every thread and path.
			kit.Tree{"action": "labeldrop", "regex": `kalypso\.drop|thread\.name|process\.executable\.path`},
		},
	}
}
