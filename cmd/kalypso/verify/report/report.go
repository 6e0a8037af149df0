// Package report is what verify has found: a table for people, JSON for programs.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Result is how a check ended.
type Result string

// A skipped check asked nothing: what it is about is off, or what it rests on has failed.
const (
	OK      Result = "ok"
	Failed  Result = "FAIL"
	Skipped Result = "skipped"
)

// Check is one line.
type Check struct {
	Name   string `json:"name"`
	Result Result `json:"result"`
	// Latency is how long it took: for a signal, from its sending until it could be read. Goal is how long it should.
	Latency Seconds `json:"latencySeconds,omitempty"`
	Goal    Seconds `json:"goalSeconds,omitempty"`
	// Remark is what was found, or why not.
	Remark string `json:"remark,omitempty"`
	// Remedy says what to look at. Only a failed check has one.
	Remedy string `json:"remedy,omitempty"`
}

// Report is a whole run.
type Report struct {
	// Run is the id that everything sent carries.
	Run     string    `json:"run"`
	Cluster string    `json:"cluster,omitempty"`
	Started time.Time `json:"started"`
	Took    Seconds   `json:"tookSeconds"`
	Checks  []Check   `json:"checks"`
}

// Failed are the checks that failed.
func (r Report) Failed() []Check {
	var failed []Check
	for _, check := range r.Checks {
		if check.Result == Failed {
			failed = append(failed, check)
		}
	}
	return failed
}

// Count is how many checks ended so.
func (r Report) Count(result Result) int {
	count := 0
	for _, check := range r.Checks {
		if check.Result == result {
			count++
		}
	}
	return count
}

// WriteJSON writes a document whose fields do not change their meaning.
func (r Report) WriteJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	document := struct {
		OK bool `json:"ok"`
		Report
	}{len(r.Failed()) == 0, r}
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// Seconds is a duration that is a number of seconds in JSON, to the millisecond.
type Seconds time.Duration

// MarshalJSON writes the number.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(s).Round(time.Millisecond).Seconds())
}

// UnmarshalJSON reads the number.
func (s *Seconds) UnmarshalJSON(text []byte) error {
	var number float64
	if err := json.Unmarshal(text, &number); err != nil {
		return err
	}
	*s = Seconds(number * float64(time.Second))
	return nil
}

// String is for the table: "" if there is none.
func (s Seconds) String() string {
	if s == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f s", time.Duration(s).Seconds())
}
