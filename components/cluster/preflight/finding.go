package preflight

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Level says what a finding means for an update.
type Level string

// The levels: nothing is wrong; it can be done and something will be missing; it would fail.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Refusal Level = "refusal"
)

// Finding is what one check found.
type Finding struct {
	Check string `json:"check"`
	Level Level  `json:"level"`
	// Found is what there is, Remedy what helps, with the command; Key is the configuration key at fault, "" if none is.
	Found  string `json:"found"`
	Remedy string `json:"remedy,omitempty"`
	Key    string `json:"key,omitempty"`
}

// String is the finding as one line of an error.
func (f Finding) String() string {
	line := f.Found
	if f.Key != "" {
		line = f.Key + ": " + line
	}
	if f.Remedy != "" {
		line += "; " + f.Remedy
	}
	return strings.Join(strings.Fields(line), " ") // what the API server says may have several
}

// Split sorts findings into an error that joins the refusals and the lines of the warnings.
func Split(findings []Finding) (warnings []string, refusals error) {
	var problems []error
	for _, f := range findings {
		switch f.Level {
		case Refusal:
			problems = append(problems, errors.New(f.String()))
		case Warning:
			warnings = append(warnings, f.String())
		case OK:
		}
	}
	return warnings, errors.Join(problems...)
}

// Print writes findings as a table, with each remedy on a line of its own.
func Print(out io.Writer, findings []Finding) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	word := map[Level]string{OK: "ok", Warning: "warn", Refusal: "FAIL"}
	for _, f := range findings {
		found := f.Found
		if f.Key != "" && f.Level != OK {
			found = f.Key + ": " + found
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", word[f.Level], f.Check, found)
		if f.Remedy != "" {
			fmt.Fprintf(table, "  \t\t-> %s\n", f.Remedy)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing the findings: %w", err)
	}
	return nil
}

// PrintJSON writes findings as a list in JSON.
func PrintJSON(out io.Writer, findings []Finding) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(findings); err != nil {
		return fmt.Errorf("printing the findings: %w", err)
	}
	return nil
}

// some joins names, at most four of them.
func some(names []string) string {
	const most = 4
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
