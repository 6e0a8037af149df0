package telemetry

import "github.com/kalypsoServing/kalypso/components/kit"

// Go's own memory limits, four fifths of the containers': the collector collects garbage before it is killed.
const (
	gatewayGoMemory  = "400MiB"
	profilerGoMemory = "400MiB"
)

// gatewayResources size the gateway for a few thousand spans, samples or log entries per second.
func gatewayResources() kit.Tree { return kit.Resources("50m", "96Mi", "512Mi") }

// profilerResources size the profiler for one development node. Its authors give 250 MB as the most they saw.
func profilerResources() kit.Tree { return kit.Resources("20m", "128Mi", "512Mi") }
