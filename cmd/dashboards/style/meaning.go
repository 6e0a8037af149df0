package style

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// Microseconds are what MinIO counts latencies in.
const Microseconds Unit = "µs"

// Meaning is a text with a colour in place of a number, made by Means.
type Meaning = dashboard.ValueMappingResult
