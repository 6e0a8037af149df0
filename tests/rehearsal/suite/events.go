package suite

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/report"
)

// event is one line of `go test -json` (documented by `go doc test2json`).
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64 // seconds
}

// tally is what the tests of a module came to.
type tally struct {
	passed, failed, skipped int

	said   map[string]string // output by package and test
	broken strings.Builder   // what the reader of a failure needs
}

func (t *tally) add(other tally) {
	t.passed, t.failed, t.skipped = t.passed+other.passed, t.failed+other.failed, t.skipped+other.skipped
}

// read follows the events of one `go test -json`: a line for each package that is done, and each skipped test with its reason.
func (t *tally) read(from io.Reader, r *report.Report) error {
	t.said = map[string]string{}
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			t.take(e, r)
		} else {
			t.broken.Write(line) // not an event: the go command itself has something to say
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading what go test says: %w", err)
		}
	}
}

func (t *tally) take(e event, r *report.Report) {
	about := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		t.said[about] += e.Output
	case "build-output":
		t.broken.WriteString(e.Output)
	case "pass":
		if e.Test == "" {
			r.Progress("%-70s %6.1f s", e.Package, e.Elapsed)
			return
		}
		t.passed++
	case "fail":
		t.broken.WriteString(t.said[about])
		if e.Test != "" {
			t.failed++
		}
	case "skip":
		if e.Test != "" {
			t.skipped++
			r.Skip(e.Test, reason(t.said[about]))
		}
	}
}

// reason is what a test said before it skipped itself, without the places in the code.
func reason(output string) string {
	var said []string
	place := regexp.MustCompile(`^\s*\S+\.go:\d+: `)
	for line := range strings.Lines(output) {
		if place.MatchString(line) {
			said = append(said, strings.TrimSpace(place.ReplaceAllString(line, "")))
		}
	}
	return strings.Join(said, " ")
}
