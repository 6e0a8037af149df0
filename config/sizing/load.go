package sizing

// Load is what a profile is made for, at most, per second and over the whole platform. Queues, limits of the stores, and
// how far back they accept samples derive from it.
type Load struct {
	// Pods run in the cluster, the platform's included.
	Pods int
	// Lines of logs, Spans and Points (samples of metrics) arrive per second.
	Lines, Spans, Points int
}

// Headroom is how many times the load the stores take: after an outage all that has waited arrives, as fast as it is taken.
const Headroom = 40

// Bytes of one item in a queue, with its share of the resource's attributes: more than twice of what was measured (106, 180
// and 40), because lines are longer and batches smaller elsewhere.
const (
	lineBytes  = 400
	spanBytes  = 500
	pointBytes = 100
)

// LogBytes is the load of logs in bytes per second.
func (l Load) LogBytes() int { return l.Lines * lineBytes }

// SpanBytes is the load of traces in bytes per second.
func (l Load) SpanBytes() int { return l.Spans * spanBytes }

// PointBytes is the load of metrics in bytes per second.
func (l Load) PointBytes() int { return l.Points * pointBytes }

// Series is how many may be active: the platform's own were 11,000 on one node, and pods bring a thousand each where they are scraped.
func (l Load) Series() int { return 50_000 + l.Pods*1000 }

// QueueBytes is what each of the gateway's three queues may hold: a sixth of its volume, because the file of a queue never
// shrinks below what it was, and compacting it takes a second copy.
func (t Telemetry) QueueBytes() int { return t.Gateway.Disk << 30 / 6 / 1_000_000 * 1_000_000 }

// Outage is for how many minutes of the load the gateway's queues hold: the least of the three.
func (t Telemetry) Outage(l Load) int {
	return t.QueueBytes() / max(l.LogBytes(), l.SpanBytes(), l.PointBytes(), 1) / 60
}

// MetricsOutage is the same for metrics alone. Mimir must accept samples that old.
func (t Telemetry) MetricsOutage(l Load) int { return t.QueueBytes() / max(l.PointBytes(), 1) / 60 }
