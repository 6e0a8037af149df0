package pulumi

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Result is what one operation did.
type Result struct {
	// Took is the wall time of the command.
	Took time.Duration
	// Changes counts resources by operation, as the engine summed them up.
	Changes map[string]int
	// Events are in the order in which the engine recorded them.
	Events []Event
	// Code is the command's exit code; -1 if it was killed.
	Code int
}

// Codes are documented and stable (pulumi.md, 14).
const (
	CodeOK        = 0
	CodeNoChanges = 7
)

// Changed is how many resources were, or would be, changed in any way.
func (r Result) Changed() int {
	n := 0
	for op, count := range r.Changes {
		if !quiet(op) {
			n += count
		}
	}
	return n
}

// Counts prints the changes in a fixed order, like "create 31, same 2".
func (r Result) Counts() string {
	var parts []string
	for op, count := range r.Changes {
		if count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", op, count))
		}
	}
	slices.Sort(parts)
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Complaints are the errors of the operation, each once, as the engine told them.
func (r Result) Complaints() []string {
	var all []string
	for _, event := range r.Events {
		if m := event.Message; m != nil && m.Severity == "error" {
			if text := strings.TrimSpace(m.Text); text != "" && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	return all
}

// Span is when one resource's operation ran, by the engine's own sequence numbers.
type Span struct {
	Name, Type, Op string
	Begun, Done    int
}

// Spans lists the finished operations that changed something, in the order in which they began.
func (r Result) Spans() []Span {
	open := map[string]Span{}
	var spans []Span
	for _, event := range r.Events {
		if s := event.Begun; s != nil && !quiet(s.Metadata.Op) {
			open[s.Metadata.URN] = Span{Name: s.Name(), Type: s.Metadata.Type, Op: s.Metadata.Op, Begun: event.Sequence}
		}
		if s := event.Done; s != nil {
			if span, ok := open[s.Metadata.URN]; ok {
				span.Done = event.Sequence
				spans = append(spans, span)
				delete(open, s.Metadata.URN)
			}
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.Begun - b.Begun })
	return spans
}
