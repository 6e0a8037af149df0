package firing

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// WriteTable writes a line per alert, and below them what they sum up to.
func (f Firing) WriteTable(out io.Writer, now time.Time) error {
	if len(f.Alerts) > 0 {
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "SEVERITY\tSTATE\tALERT\tWHERE\tSINCE\tSUMMARY")
		for _, one := range f.Alerts {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", one.Severity, one.State, one.Name, one.Where, of(now.Sub(one.Since)), one.Summary)
		}
		if err := table.Flush(); err != nil {
			return fmt.Errorf("writing the alerts: %w", err)
		}
	}
	for _, what := range f.Unknown {
		fmt.Fprintf(out, "not known: %s\n", what)
	}
	_, err := fmt.Fprintf(out, "alerts: %s\n", f.Line())
	return err
}

// of is a duration in the unit that says most.
func of(age time.Duration) string {
	switch {
	case age < 2*time.Minute:
		return fmt.Sprintf("%.0f s", age.Seconds())
	case age < 2*time.Hour:
		return fmt.Sprintf("%.0f min", age.Minutes())
	case age < 48*time.Hour:
		return fmt.Sprintf("%.0f h", age.Hours())
	}
	return fmt.Sprintf("%.0f d", age.Hours()/24)
}
