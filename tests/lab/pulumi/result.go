package pulumi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// ReleaseType is Pulumi's name for a Helm release.
const ReleaseType = "kubernetes:helm.sh/v3:Release"

// Result is what one operation did.
type Result struct {
	// Took is the wall time of the command.
	Took time.Duration
	// Changes counts resources by operation, as the engine summed them up.
	Changes map[apitype.OpType]int
	// Events are in the order in which the engine recorded them.
	Events []apitype.EngineEvent

	unread error
}

// take adds an event, or the error of one that could not be read.
func (r *Result) take(event events.EngineEvent) {
	if event.Error != nil {
		r.unread = errors.Join(r.unread, event.Error)
		return
	}
	r.Events = append(r.Events, event.EngineEvent)
	if event.SummaryEvent != nil {
		r.Changes = event.SummaryEvent.ResourceChanges
	}
}

// unchanged reports whether an operation changes nothing.
func unchanged(op apitype.OpType) bool {
	return op == apitype.OpSame || op == apitype.OpRead || op == apitype.OpRefresh
}

// Changed is how many resources were, or would be, changed in any way.
func (r Result) Changed() int {
	n := 0
	for op, count := range r.Changes {
		if !unchanged(op) {
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

// outcome returns what is wrong with an operation that ended with failure, or nil: the engine's own messages rather than
// the text around them, and events that are not whole.
func (r *Result) outcome(failure error) error {
	if failure == nil {
		if r.unread == nil && r.Changes == nil {
			return errors.New("the events have no summary")
		}
		return r.unread
	}
	var all []string
	for _, event := range r.Events {
		if m := event.DiagnosticEvent; m != nil && m.Severity == "error" {
			if text := strings.TrimSpace(m.Message); text != "" && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	if len(all) == 0 {
		return failure
	}
	return errors.New(strings.Join(all, "\n"))
}

// Span is when one resource's operation ran, by the engine's own sequence numbers.
type Span struct {
	Name, Type  string
	Begun, Done int
}

// Spans lists the finished operations that changed something, in the order in which they began.
func (r Result) Spans() []Span {
	open := map[string]Span{}
	var spans []Span
	for _, event := range r.Events {
		if s := event.ResourcePreEvent; s != nil && !unchanged(s.Metadata.Op) {
			open[s.Metadata.URN] = Span{Name: resource.URN(s.Metadata.URN).Name(), Type: s.Metadata.Type, Begun: event.Sequence}
		}
		if s := event.ResOutputsEvent; s != nil {
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
