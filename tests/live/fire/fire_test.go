package fire

import (
	"slices"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

func TestStepsFitWhatTheClusterHas(t *testing.T) {
	names := func(f Fire) (all []string, notes int) {
		f.Note = func(string, ...any) { notes++ }
		for _, step := range f.Steps() {
			all = append(all, step.Name)
		}
		return all, notes
	}
	all, notes := names(Fire{Here: true, Demo: true})
	if notes != 0 || !slices.Contains(all, "each agent killed") || !slices.Contains(all, "deploy the demo application") {
		t.Errorf("on this machine: %d notes, %q", notes, all)
	}
	elsewhere, notes := names(Fire{})
	if notes != 1 || strings.Contains(strings.Join(elsewhere, ", "), "killed") || slices.Contains(elsewhere, "remove the demo application") {
		t.Errorf("elsewhere: %d notes, %q", notes, elsewhere)
	}
}

func TestJudgeEntriesWantsWholeAndMaskedOnes(t *testing.T) {
	line := func(text string) traffic.Line { return traffic.Line{Text: text} }
	good := []traffic.Line{
		line("started"), line("ERROR request failed\njava.lang.X: y\n\t... 2 more"), line("calling with Authorization: Bearer ***"),
		line("calling https://shopkeeper:***@example.org/"), line("long " + strings.Repeat("x", long-9) + " end"),
	}
	if err := judgeEntries(good); err != nil {
		t.Error(err)
	}
	for want, bad := range map[string][]traffic.Line{
		`"hunter2" arrived`:       append(slices.Clone(good[:4]), line("hunter2"+good[4].Text[7:])),
		"4 entries, want 5":       good[1:],
		"the stack trace is not":  append([]traffic.Line{line("java.lang.X: y")}, append(slices.Clone(good[2:]), good[0])...),
		"the line of 40000 bytes": append(slices.Clone(good[:4]), line(good[4].Text[:16384])),
	} {
		if err := judgeEntries(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
