package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestTheReportNamesTheFailedStepAndWhatWasSkipped(t *testing.T) {
	var out bytes.Buffer
	r := New(&out, "title")
	if err := r.Step("first", func() (string, error) { return "seen", nil }); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken\nin two lines")
	if err := r.Step("second", func() (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Fatalf("error = %v", err)
	}
	_ = r.Step("clean up", func() (string, error) { return "", nil })
	r.Skip("charts", "no network")
	if err := r.Close(); err == nil || err.Error() != "failed at: second" {
		t.Errorf("error = %v", err)
	}
	for _, want := range []string{"first: seen\n", "FAILED", "                in two lines", "skipped: charts (no network)",
		"FAILED at: second"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("missing %q in\n%s", want, out.String())
		}
	}
}
