package mimir

import (
	"fmt"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// limits are Mimir's per tenant, and everything is one tenant. What is above the rates is refused with 429 and sent again;
// above the others it is dropped in silence, with a counter (cortex_discarded_samples_total), so they are well above the load.
func limits(load sizing.Load, outage int) kit.Tree {
	return kit.Tree{
		"ingestion_rate":                load.Points * sizing.Headroom,
		"ingestion_burst_size":          load.Points * sizing.Headroom * 20,
		"max_global_series_per_user":    load.Series(),
		"max_global_exemplars_per_user": load.Pods * 200,
		// 11 of ours and 28 of Istio's are more than the default of 30.
		"max_label_names_per_series":       60,
		"promote_otel_resource_attributes": strings.Join(attribute.Metrics(), ","),
		// Without it only the newest sample of a series counts: after an outage one fresh batch would make all of what the
		// collectors have kept too old. In whole hours above what they can keep.
		"out_of_order_time_window": fmt.Sprintf("%dh", outage/60+1),
	}
}
