package pulumi

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fake is a stack whose pulumi command, of the last version that writes events to a file, is a script: the given one where an
// event log is asked for, else answers that say nothing.
func fake(t *testing.T, script string) Stack {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "pulumi")
	head := `#!/bin/sh
for a in "$@"; do [ "$before" = --event-log ] && log=$a; before=$a; done
if [ -z "$log" ]; then case "$*" in *history*) echo '[]' ;; *version*) echo v3.205.0 ;; *) echo '{}' ;; esac; exit 0; fi
`
	require.NoError(t, os.WriteFile(file, []byte(head+script), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), []byte("name: test\nruntime: go\n"), 0o600))
	stack, err := Select(t.Context(), &Command{Binary: file, Env: os.Environ()}, dir, "test")
	require.NoError(t, err)
	return stack.Seeing(func(apitype.EngineEvent) { assert.NoError(t, os.WriteFile(filepath.Join(dir, "seen"), nil, 0o600)) })
}

// once waits until the first event was read: the reader of a file may miss what is written just before the command ends.
const once = `; while [ ! -e "$(dirname "$0")/seen" ]; do sleep 0.02; done; `

func TestUpTakesTheCountFromTheEvents(t *testing.T) {
	result, err := fake(t, `echo '{"sequence":1,"summaryEvent":{"resourceChanges":{"same":4}}}' >> "$log"`+once).Up(t.Context())
	require.NoError(t, err)
	assert.Zero(t, result.Changed())
	assert.Equal(t, 4, result.Changes[apitype.OpSame])
	assert.Positive(t, result.Took)
}

func TestUpWithoutASummaryIsAnError(t *testing.T) {
	_, err := fake(t, "exit 0").Up(t.Context())
	assert.ErrorContains(t, err, "no summary", "it must not pass for an update without changes")
}

func TestAFailureTellsTheEnginesReason(t *testing.T) {
	_, err := fake(t,
		`echo '{"diagnosticEvent":{"severity":"error","message":"no such chart"}}' >> "$log"; echo noise; exit 4`).Up(t.Context())
	require.ErrorContains(t, err, "no such chart")
	assert.NotContains(t, err.Error(), "noise")
}

func TestCancellingInterruptsOnceAndWaits(t *testing.T) {
	stack := fake(t, `trap 'echo "{\"summaryEvent\":{\"resourceChanges\":{\"create\":1}}}" >> "$log"; exit 8' INT
echo '{"resourcePreEvent":{"metadata":{"op":"create","urn":"a::b"}}}' >> "$log"
while :; do sleep 0.05; done`)
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	result, err := stack.Seeing(func(event apitype.EngineEvent) {
		if event.ResourcePreEvent != nil {
			cancel(reason)
		}
	}).Up(ctx)
	require.ErrorIs(t, err, reason)
	assert.Equal(t, 1, result.Changes[apitype.OpCreate], "what the command wrote after the interrupt is read")
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
