package scenario

import (
	"maps"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// measurements are the wall times of whole commands.
type measurements struct {
	// compile is CPU time.
	compile                         time.Duration
	preview                         time.Duration
	waves, wavesAgain               time.Duration
	dependencies, dependenciesAgain time.Duration
	helm, helmAgain                 time.Duration
	// first is the last deployment from nothing.
	first pulumi.Result
	// releases are what Helm alone installs.
	releases []release
}

// notes say what the run did not cover, and the figures beside what they should hold (issue 2, "Hold").
func (r *Rehearsal) notes() {
	r.With(r.source.Description, r.tools.Provider())
	if !r.source.Real {
		r.Skip("real charts", r.source.Reason)
	}
	r.Skip("containers", "nodes are simulated; `make up` on a real cluster runs them")
	r.survivals()
	r.Skip("MinIO's users by provider", "there is no MinIO server here to make them in; the chart's Job makes them")
	if r.Only != "" {
		return
	}
	m := r.measured
	r.hold("preview", m.preview, 2*time.Second)
	r.hold("up with no change", m.wavesAgain, 2500*time.Millisecond)
	r.hold("up by dependencies, against waves", m.dependencies, m.waves*6/10)
	if !r.Compare {
		return
	}
	r.hold("compiling the program from nothing (CPU)", m.compile, compileLimit)
	r.hold("up in waves, against Helm alone", m.waves, m.helm)
	r.Note("")
	r.Note("seconds                            from nothing  no change")
	for _, row := range []struct {
		name         string
		first, again time.Duration
	}{
		{"pulumi up, waves", m.waves, m.wavesAgain},
		{"pulumi up, dependencies", m.dependencies, m.dependenciesAgain},
		{"helm upgrade --install --wait", m.helm, m.helmAgain},
	} {
		r.Note("  %-32s %12.1f %10.1f", row.name, row.first.Seconds(), row.again.Seconds())
	}
}

// survivals prints how many faults there were; the run ends at one after which a promise does not hold.
func (r *Rehearsal) survivals() {
	r.Note("faults after which everything held, with --seed %d:", r.Seed)
	for _, kind := range slices.Sorted(maps.Keys(r.faults)) {
		r.Note("  %3d  %s", r.faults[kind], kind)
	}
}

// hold prints a figure and its limit. A slow machine is no failure, so nothing depends on it.
func (r *Rehearsal) hold(what string, took, limit time.Duration) {
	result := "holds"
	if took > limit {
		result = "is over"
	}
	r.Note("%s: %.1f s %s (at most %.1f s)", what, took.Seconds(), result, limit.Seconds())
}
