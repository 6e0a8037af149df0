package pulumi

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// received are the engine's events as a stack receives them.
func received(all ...apitype.EngineEvent) *Result {
	result := &Result{}
	for _, event := range all {
		result.take(events.EngineEvent{EngineEvent: event})
	}
	return result
}

func TestTheCountsAreTheEngines(t *testing.T) {
	result := received(apitype.EngineEvent{SummaryEvent: &apitype.SummaryEvent{ResourceChanges: map[apitype.OpType]int{"same": 4}}})
	require.NoError(t, result.outcome(nil))
	assert.Zero(t, result.Changed())
	assert.Equal(t, 4, result.Changes[apitype.OpSame])
}

func TestWhatIsNotWholeIsAnError(t *testing.T) {
	assert.ErrorContains(t, received().outcome(nil), "no summary", "it must not pass for an update without changes")
	broken := received(apitype.EngineEvent{SummaryEvent: &apitype.SummaryEvent{ResourceChanges: map[apitype.OpType]int{"same": 4}}})
	broken.take(events.EngineEvent{Error: errors.New("broken")})
	assert.ErrorContains(t, broken.outcome(nil), "broken")
}

func TestAFailureTellsTheEnginesReason(t *testing.T) {
	failed := errors.New("exit status 4, and all that was printed")
	reason := apitype.EngineEvent{DiagnosticEvent: &apitype.DiagnosticEvent{Severity: "error", Message: "no such chart\n"}}
	assert.EqualError(t, received(reason, reason).outcome(failed), "no such chart")
	assert.EqualError(t, received().outcome(failed), failed.Error())
}

// Pulumi writes its state after an interrupt: a command that is killed instead loses what was in flight.
func TestCancellingInterruptsOnceAndWaits(t *testing.T) {
	file, dir := filepath.Join(t.TempDir(), "pulumi"), t.TempDir()
	script := `#!/bin/sh
trap 'echo interrupted; exit 8' INT
touch running
while :; do sleep 0.05; done
`
	require.NoError(t, os.WriteFile(file, []byte(script), 0o700))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat(filepath.Join(dir, "running")); err == nil {
				cancel()
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	stdout, _, code, err := (&Command{Binary: file, Env: os.Environ()}).Run(ctx, dir, nil, nil, nil, nil, "up")
	require.Error(t, err)
	assert.Equal(t, "interrupted\n", stdout)
	assert.Equal(t, 8, code)
}

func TestAnOperationThatFailsBeforeItsFirstEventEnds(t *testing.T) {
	stack := Stack{command: &Command{}, seen: func(apitype.EngineEvent) {}}
	_, err := stack.operate(t.Context(), "up", func(context.Context, chan<- events.EngineEvent) error {
		stack.command.operation = time.Millisecond
		return errors.New("no stack file")
	})
	assert.ErrorContains(t, err, "no stack file")
}

func TestChangedCountsWhatIsNotTheSame(t *testing.T) {
	for _, c := range []struct {
		changes map[apitype.OpType]int
		changed int
		counts  string
	}{
		{map[apitype.OpType]int{"same": 43}, 0, "same 43"},
		{map[apitype.OpType]int{"same": 42, "update": 1}, 1, "same 42, update 1"},
		{map[apitype.OpType]int{"create": 2, "delete-replaced": 1, "refresh": 3}, 3, "create 2, delete-replaced 1, refresh 3"},
		{nil, 0, "nothing"},
	} {
		r := Result{Changes: c.changes}
		assert.Equal(t, c.changed, r.Changed(), c.changes)
		assert.Equal(t, c.counts, r.Counts())
	}
}
