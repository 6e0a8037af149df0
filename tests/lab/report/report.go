// Package report prints what a run does while it does it: a line per step with its seconds and its result.
package report

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Report collects the steps of a run.
type Report struct {
	out    io.Writer
	begun  time.Time
	mu     sync.Mutex
	steps  int
	failed []string
	notes  []string
	with   string
}

// New starts a report.
func New(out io.Writer, title string) *Report {
	r := &Report{out: out, begun: time.Now()}
	r.printf("%s\n\n       seconds  step\n", title)
	return r
}

// Step runs one step, prints its line, and hands its error back. The note says what was seen.
func (r *Report) Step(name string, run func() (note string, err error)) error {
	begun := time.Now()
	note, err := run()
	if note != "" {
		note = ": " + note
	}
	result := "ok"
	if err != nil {
		result, r.failed = "FAILED", append(r.failed, name)
	}
	r.steps++
	r.printf("%-6s %7.1f  %s%s\n", result, time.Since(begun).Seconds(), name, note)
	if err != nil {
		r.printf("%s\n", indented(err.Error()))
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Progress prints a line inside of a step.
func (r *Report) Progress(format string, args ...any) {
	r.printf("                · "+format+"\n", args...)
}

// Write makes a report a place for other packages' lines.
func (r *Report) Write(text []byte) (int, error) {
	r.Progress("%s", strings.TrimSpace(string(text)))
	return len(text), nil
}

// Skip names a part that was left out, with the reason.
func (r *Report) Skip(part, reason string) {
	r.notes = append(r.notes, "skipped: "+part+" ("+reason+")")
}

// Note adds a line to the end of the report.
func (r *Report) Note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// With says in the last line what the run has used.
func (r *Report) With(what ...string) { r.with = ", with " + strings.Join(what, " and ") }

// Close prints what is left to say. The error is short: what went wrong has been printed where it happened.
func (r *Report) Close() error {
	r.printf("\n")
	for _, note := range r.notes {
		r.printf("%s\n", note)
	}
	result := fmt.Sprintf("all %d steps ok", r.steps)
	if len(r.failed) > 0 {
		result = "FAILED at: " + strings.Join(r.failed, ", ")
	}
	r.printf("%s%s, %.0f s\n", result, r.with, time.Since(r.begun).Seconds())
	if len(r.failed) > 0 {
		return errors.New("failed at: " + strings.Join(r.failed, ", "))
	}
	return nil
}

func (r *Report) printf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format, args...)
}

func indented(text string) string {
	return "                " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n                ")
}
