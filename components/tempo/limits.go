package tempo

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// leastRate and leastBurst are Tempo's own, in bytes per second: less would not take what the gateway sends at a time.
const leastRate, leastBurst = 15_000_000, 20_000_000

// limits are Tempo's per tenant, and everything is one tenant.
func limits(load sizing.Load) kit.Tree {
	rate := max(leastRate, load.SpanBytes()*sizing.Headroom)
	dimensions := attribute.Spans()
	return kit.Tree{
		"ingestion": kit.Tree{
			"rate_limit_bytes":    rate,
			"burst_size_bytes":    max(leastBurst, rate*4/3),
			"max_traces_per_user": load.Spans * 200, // alive at a time
		},
		"global": kit.Tree{"max_bytes_per_trace": 10_000_000},
		"metrics_generator": kit.Tree{
			"max_active_series": load.Pods * 200, // without a bound, one service with ids in its span names has no end
			"processor": kit.Tree{
				"span_metrics":   kit.Tree{"dimensions": dimensions},
				"service_graphs": kit.Tree{"dimensions": dimensions},
			},
		},
	}
}

// refusals let senders try again what is above a rate: without the word of when, they take it as lost. And searches reach as
// far back as the data does; the default stops after a week.
func refusals() kit.Tree {
	return kit.Tree{
		"distributor":    kit.Tree{"retry_after_on_resource_exhausted": "5s"},
		"query_frontend": kit.Tree{"search": kit.Tree{"max_duration": "0s"}},
	}
}
