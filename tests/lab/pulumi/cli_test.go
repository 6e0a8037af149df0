package pulumi

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fake stands in for the pulumi command: a script that writes an event log.
func fake(t *testing.T, script string) CLI {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pulumi")
	head := "#!/bin/sh\nwhile [ $# -gt 0 ]; do [ \"$1\" = --event-log ] && log=$2; shift; done\n"
	if err := os.WriteFile(file, []byte(head+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return CLI{Binary: file, Dir: t.TempDir(), Env: os.Environ(), Stack: "test"}
}

func TestUpTakesTheCountFromTheLog(t *testing.T) {
	cli := fake(t, `echo '{"sequence":1,"summaryEvent":{"resourceChanges":{"same":4}}}' >> "$log"`)
	result, err := cli.Up(context.Background())
	if err != nil || result.Changed() != 0 || result.Changes[OpSame] != 4 {
		t.Fatalf("result = %+v, %v", result, err)
	}
}

func TestUpWithoutASummaryIsAnError(t *testing.T) {
	if _, err := fake(t, "exit 0").Up(context.Background()); err == nil {
		t.Fatal("a run whose log has no summary passed for one without changes")
	}
}

func TestAFailureTellsTheEnginesReason(t *testing.T) {
	cli := fake(t, `echo '{"diagnosticEvent":{"severity":"error","message":"no such chart"}}' >> "$log"; echo noise; exit 4`)
	result, err := cli.Up(context.Background())
	if err == nil || !strings.Contains(err.Error(), "no such chart") || strings.Contains(err.Error(), "noise") || result.Code != 4 {
		t.Fatalf("code %d, error = %v", result.Code, err)
	}
}

func TestCancellingInterruptsOnceAndWaits(t *testing.T) {
	cli := fake(t, `trap 'echo "{\"summaryEvent\":{\"resourceChanges\":{\"create\":1}}}" >> "$log"; exit 8' INT
echo '{"resourcePreEvent":{"metadata":{"op":"create","urn":"a::b"}}}' >> "$log"
while :; do sleep 0.05; done`)
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cli.Seen = func(event Event) {
		if event.Begun != nil {
			cancel(reason)
		}
	}
	begun := time.Now()
	result, err := cli.Up(ctx)
	if !errors.Is(err, reason) || result.Code != 8 || result.Changes[OpCreate] != 1 {
		t.Fatalf("code %d, changes %v, error = %v", result.Code, result.Changes, err)
	}
	if time.Since(begun) > 20*time.Second {
		t.Fatal("waited for the whole grace although the command had ended")
	}
}
