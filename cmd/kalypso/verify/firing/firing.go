// Package firing is which alerts there are now, for people in front of a terminal.
package firing

import (
	"fmt"
	"strings"
	"time"
)

// watchdog always fires, and is nobody's business unless it does not.
const watchdog = "Watchdog"

// Alert is a line of the table.
type Alert struct {
	Severity string    `json:"severity"`
	State    string    `json:"state"` // firing or pending
	Name     string    `json:"alert"`
	Where    string    `json:"where,omitempty"`
	Since    time.Time `json:"since"`
	Summary  string    `json:"summary,omitempty"`
}

// Firing is what fires and what is about to.
type Firing struct {
	Alerts []Alert `json:"alerts"`
	// Silenced and Inhibited count those that nobody is told of.
	Silenced  int `json:"silenced"`
	Inhibited int `json:"inhibited"`
	// Watchdog says that the alert that always fires does.
	Watchdog bool `json:"watchdog"`
	// Unknown says what could not be asked.
	Unknown []string `json:"unknown,omitempty"`
}

// Count is how many are in a state, of a severity unless that is "".
func (f Firing) Count(state, severity string) int {
	count := 0
	for _, one := range f.Alerts {
		if one.State == state && (severity == "" || one.Severity == severity) {
			count++
		}
	}
	return count
}

// Line sums up.
func (f Firing) Line() string {
	var parts []string
	fire := f.Count("firing", "")
	switch known := len(f.Unknown) == 0; {
	case fire > 0:
		critical, warning := f.Count("firing", "critical"), f.Count("firing", "warning")
		parts = append(parts, fmt.Sprintf("%d firing (%d critical, %d warning)", fire, critical, warning))
		if known && !f.Watchdog {
			parts = append(parts, "but not the watchdog: others may not arrive")
		}
	case !known:
		parts = append(parts, "none known to fire")
	case !f.Watchdog:
		parts = append(parts, "nothing fires, not even the watchdog: alerts may not arrive")
	default:
		parts = append(parts, "nothing fires but the watchdog")
	}
	for _, one := range []struct {
		count int
		what  string
	}{{f.Count("pending", ""), "pending"}, {f.Silenced, "silenced"}, {f.Inhibited, "inhibited"}} {
		if one.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", one.count, one.what))
		}
	}
	return strings.Join(parts, ", ")
}
