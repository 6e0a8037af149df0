// Package traffic sends numbered items to the gateway as an application does, remembers which of them were acknowledged, and
// counts in the stores which of exactly these can be read back.
package traffic

import (
	"crypto/sha256"
	"fmt"
	"time"
)

// Signal is one of the three that are sent: a store holds each.
type Signal string

// The signals, by the last part of their path in OTLP/HTTP.
const (
	Logs   Signal = "logs"
	Spans  Signal = "traces"
	Points Signal = "metrics"
)

// Signals are all.
func Signals() []Signal { return []Signal{Logs, Spans, Points} }

const (
	// PerTrace is how many spans a trace has.
	PerTrace = 1000
	// PerRequest is how many items are sent at once.
	PerRequest = 500
	// Series is how many series the points are of: a request brings as many points to each.
	Series = 100
	// Service is the service.name of everything.
	Service = "kalypso-fire"
	// Metric is the name of the series.
	Metric = "kalypso_fire"
)

// Run is what all items of one run have in common.
type Run struct {
	// ID is letters and digits, used once.
	ID string
	// Begin is the time of the first item; the one of number n is n milliseconds later. No two are at the same time, so that a
	// store that was sent an item twice has it once.
	Begin time.Time
	// Padding makes items larger, in bytes.
	Padding int
}

// At is the time of an item.
func (r Run) At(number int) time.Time { return r.Begin.Add(time.Duration(number) * time.Millisecond) }

// Trace is the id of a trace of the run, in hexadecimal.
func (r Run) Trace(trace int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", r.ID, trace))
	return fmt.Sprintf("%x", sum[:16])
}

// span is the id of a span: its number, in hexadecimal.
func span(number int) string { return fmt.Sprintf("%016x", number+1) }

// series is which series a point is of, and at which place in it.
func series(number int) (of, place int) { return number % Series, number / Series }
