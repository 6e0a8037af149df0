// Package fire is the proof under fire: with the platform up and a demo application running, stores go away, the gateway and the
// agents are killed, more is sent than may be, and then what was acknowledged is counted against what can be read back.
package fire

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// PerSignal is how many items of each signal an outage has to do with.
const PerSignal = 100_000

// Removal is the name of the last step, before which the demo application is there.
const Removal = "remove the demo application"

// Fire is the proof for one cluster, whose platform has Mimir, Loki, Tempo and the collectors.
type Fire struct {
	Client *kube.Client
	// Post sends to the gateway.
	Post traffic.Post
	// Here tells that the node's processes are of this machine, and can be killed.
	Here bool
	// Demo tells that the cluster has the images of the demo application.
	Demo bool
	// Note keeps a line for the end of the report.
	Note func(format string, args ...any)
}

// Step is one thing that is done, and what was seen.
type Step struct {
	Name string
	Run  func(context.Context) (note string, err error)
}

// Steps are all, in order. What is not killed here is said by Note.
func (f *Fire) Steps() []Step {
	steps := []Step{{"active series when idle", f.series}}
	if f.Demo {
		steps = append(steps,
			Step{"deploy the demo application", f.deploy},
			Step{"two pods of one service are two series, and their sum is right", f.replicas},
			Step{"what a pod opts out of is not there", f.optOut},
			Step{"credentials are masked, stack traces and long lines are one entry", f.entries},
			Step{"the agent at 1,000 lines a second", f.agentAtLoad},
		)
	} else {
		f.Note("not run live: the demo application, and what reads its logs: its images are made on this machine only")
	}
	steps = append(steps,
		Step{"two deltas of 5 are a counter of 10", f.deltas},
		Step{"the stores away for 2 minutes, the gateway restarted meanwhile", f.outage},
	)
	if f.Here {
		steps = append(steps, Step{"the gateway killed", f.killGateway})
	}
	if f.Here && f.Demo {
		steps = append(steps, Step{"each agent killed", f.killAgents}, Step{"each agent restarted", f.restartAgents})
	}
	steps = append(steps, Step{"a flood", f.flood})
	if f.Demo {
		steps = append(steps, Step{Removal, f.Remove})
	}
	return steps
}

func (f *Fire) stores() traffic.Stores { return traffic.Stores{Client: f.Client} }

// within keeps a figure that was measured, and what it should hold. A slow machine is no failure, so nothing depends on it.
func (f *Fire) within(what string, got, limit float64, unit string) {
	result := "holds"
	if got > limit {
		result = "is over"
	}
	f.Note("%s: %.6g %s %s (at most %.6g)", what, got, unit, result, limit)
}

// newRun is a run whose count items, a millisecond apart, end about now.
func newRun(count, padding int) traffic.Run {
	now := time.Now()
	return traffic.Run{
		ID: fmt.Sprintf("r%d", now.UnixNano()), Padding: padding,
		Begin: now.Add(-time.Duration(count) * time.Millisecond).Truncate(time.Millisecond),
	}
}
