// Package pulumi drives the Pulumi command line and reads what happened from its event log, not from its text.
package pulumi

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// Event is the part of one line of an event log that matters here. Exactly one of the pointers is set, or none.
type Event struct {
	Sequence int      `json:"sequence"`
	Begun    *Step    `json:"resourcePreEvent"`
	Done     *Step    `json:"resOutputsEvent"`
	Failed   *Step    `json:"resOpFailedEvent"`
	Message  *Message `json:"diagnosticEvent"`
	Summary  *Summary `json:"summaryEvent"`
}

// Step is one operation on one resource.
type Step struct {
	Metadata struct {
		Op   string `json:"op"`
		URN  string `json:"urn"`
		Type string `json:"type"`
	} `json:"metadata"`
	Planning bool `json:"planning"`
}

// Name is the resource's own name, the last part of its URN.
func (s *Step) Name() string {
	return s.Metadata.URN[strings.LastIndex(s.Metadata.URN, ":")+1:]
}

// Message is something the engine, a provider or the program said.
type Message struct {
	URN      string `json:"urn"`
	Text     string `json:"message"`
	Severity string `json:"severity"`
}

// Summary is the engine's own account of a whole operation.
type Summary struct {
	Changes map[string]int `json:"resourceChanges"`
	Result  string         `json:"result"`
}

// Operations in a Summary and a Step that matter here.
const (
	OpSame   = "same"
	OpCreate = "create"
	OpUpdate = "update"
	OpDelete = "delete"
)

// quiet operations change nothing.
func quiet(op string) bool { return op == OpSame || op == "read" || op == "refresh" }

// reader follows an event log while it is written: a line counts when it is complete.
type reader struct {
	file    *os.File
	partial []byte
	events  []Event
}

// next reads what has been written since the last call.
func (r *reader) next(seen func(Event)) error {
	buffered := bufio.NewReader(r.file)
	for {
		chunk, err := buffered.ReadBytes('\n')
		r.partial = append(r.partial, chunk...)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the event log: %w", err)
		}
		var event Event
		if err := json.Unmarshal(r.partial, &event); err != nil {
			return fmt.Errorf("decoding a line of the event log: %w", err)
		}
		r.partial = nil
		r.events = append(r.events, event)
		seen(event)
	}
}
