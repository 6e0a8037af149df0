package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// width is how much of a remark fits into the table; a failed check's is below it in full.
const width = 90

// WriteTable writes a line per check, and below them what to do about those that failed.
func (r Report) WriteTable(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CHECK\tRESULT\tLATENCY\tGOAL\tREMARK")
	for _, check := range r.Checks {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", check.Name, check.Result, check.Latency, check.Goal, cut(check.Remark))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	for _, check := range r.Failed() {
		fmt.Fprintf(out, "\n%s failed: %s\n%s\n", check.Name, check.Remark, indented(check.Remedy))
	}
	fmt.Fprintf(out, "\nrun %s: %d ok, %d failed, %d skipped, in %.0f s\n",
		r.Run, r.Count(OK), len(r.Failed()), r.Count(Skipped), time.Duration(r.Took).Seconds())
	return nil
}

// Line is a check as it is shown when it ends.
func (c Check) Line() string {
	return strings.TrimRight(fmt.Sprintf("%-7s  %8s  %s  %s", c.Result, c.Latency, c.Name, cut(c.Remark)), " ")
}

func cut(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > width {
		return string(runes[:width-3]) + "..."
	}
	return text
}

func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
