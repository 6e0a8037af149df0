package loki

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// leastRate is what one chatty stream may bring in any case, in MB per second.
const leastRate = 8

// limits are Loki's per tenant, and everything is one tenant. Above a rate a whole batch is refused and sent again, so one
// stream may bring as much as all: it would hold up the others.
func limits(load sizing.Load) kit.Tree {
	rate := max(leastRate, load.LogBytes()*sizing.Headroom/1_000_000)
	return kit.Tree{
		"ingestion_rate_mb":           rate,
		"ingestion_burst_size_mb":     4 * rate,
		"per_stream_rate_limit":       megabytes(rate),
		"per_stream_rate_limit_burst": megabytes(4 * rate),
		// Cut, not thrown away.
		"max_line_size_truncate": true,
		// Streams are few on purpose: by default 18 attributes, a pod's name among them, make a new one at every restart.
		"otlp_config": kit.Tree{"resource_attributes": kit.Tree{
			"ignore_defaults": true,
			"attributes_config": []any{
				kit.Tree{"action": "index_label", "attributes": attribute.Logs()},
				kit.Tree{"action": "drop", "attributes": []any{"k8s.pod.uid", "container.id", "k8s.container.restart_count"}},
			},
		}},
	}
}

func megabytes(n int) string { return fmt.Sprintf("%dMB", n) }
