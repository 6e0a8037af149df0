package pulumi

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// The log was recorded with pulumi 3.259.0: a preview of one Namespace.
func TestAnEventLogIsReadWhileItGrows(t *testing.T) {
	recorded, err := os.ReadFile(filepath.Join("testdata", "preview.json"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "events.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	follower, err := os.Open(log.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer follower.Close()
	seen := 0
	events := &reader{file: follower}
	for len(recorded) > 0 { // in pieces that do not end at the ends of lines
		n := min(len(recorded), 1000)
		if _, err := log.Write(recorded[:n]); err != nil {
			t.Fatal(err)
		}
		recorded = recorded[n:]
		if err := events.next(func(Event) { seen++ }); err != nil {
			t.Fatal(err)
		}
	}
	if seen != 13 || len(events.events) != 13 {
		t.Fatalf("saw %d events, kept %d; the log has 13", seen, len(events.events))
	}
	summary := events.events[11].Summary
	if summary == nil || summary.Changes[OpCreate] != 2 || summary.Result != "succeeded" {
		t.Fatalf("summary = %+v", summary)
	}
	result := Result{Events: events.events}
	want := []Span{
		{Name: "demo", Type: "kubernetes:core/v1:Namespace", Op: OpCreate, Begun: 8, Done: 9},
	}
	if got := result.Spans()[2:]; !reflect.DeepEqual(got, want) {
		t.Fatalf("spans = %+v, want %+v", got, want)
	}
}

func TestABrokenLineIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.json")
	if err := os.WriteFile(file, []byte("not an event\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if err := (&reader{file: log}).next(func(Event) {}); err == nil {
		t.Fatal("want an error")
	}
}

func TestChangedCountsWhatIsNotTheSame(t *testing.T) {
	tests := []struct {
		changes map[string]int
		changed int
		counts  string
	}{
		{map[string]int{"same": 43}, 0, "same 43"},
		{map[string]int{"same": 42, "update": 1}, 1, "same 42, update 1"},
		{map[string]int{"create": 2, "delete-replaced": 1, "refresh": 3}, 3, "create 2, delete-replaced 1, refresh 3"},
		{nil, 0, "nothing"},
	}
	for _, test := range tests {
		r := Result{Changes: test.changes}
		if r.Changed() != test.changed || r.Counts() != test.counts {
			t.Errorf("%v: changed %d, %q", test.changes, r.Changed(), r.Counts())
		}
	}
}

func TestComplaintsAreTheErrorsOnce(t *testing.T) {
	say := func(severity, text string) Event { return Event{Message: &Message{Severity: severity, Text: text}} }
	r := Result{Events: []Event{say("warning", "meh"), say("error", "broken\n"), say("error", "broken"), say("error", " ")}}
	if got := r.Complaints(); !reflect.DeepEqual(got, []string{"broken"}) {
		t.Fatalf("complaints = %q", got)
	}
}
