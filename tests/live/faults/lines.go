package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// heavy is left out: it needs 70 MB a minute for six minutes, which are another test's to send.
const heavy = "LogStorm"

// made is a list of lines of one stream; the format is told in tests/rules/logs.
type made struct {
	Stream, Metadata map[string]string
	Line             string
	Count, Fill      int
	From, To         float64
}

// logCase is lines, and the labels of the alert that they have.
type logCase struct {
	Labels map[string]string
	Lines  []made
}

type logAlert struct {
	Alert         string
	Fires, Silent []logCase
}

// lines are faults that only lines tell of: those of which the tests of the rules say that an alert fires. The lines of which none does
// are sent beside them.
func (f *Faults) lines() []fault {
	var all []fault
	files, _ := filepath.Glob(filepath.Join(f.Project, "tests", "rules", "logs", "*", "*.yaml")) // the pattern is well formed
	for _, path := range files {
		var file struct{ Alerts []logAlert }
		text, err := os.ReadFile(path)
		if err = errors.Join(err, yaml.Unmarshal(text, &file)); err != nil {
			all = append(all, fault{name: path, breaks: func(context.Context) error { return err }})
		}
		for _, one := range file.Alerts {
			if one.Alert == heavy {
				f.Note("not run live: %s: it needs 70 MB of lines a minute for six minutes", heavy)
				continue
			}
			for i, c := range one.Fires {
				silent := []logCase{}
				if i == 0 {
					silent = one.Silent
				}
				all = append(all, f.told(one.Alert, c, silent))
			}
		}
	}
	return all
}

// told is an alert of lines. A ruler of lines evaluates every two minutes.
func (f *Faults) told(alert string, c logCase, silent []logCase) fault {
	return fault{
		name: "lines of " + c.Labels["service_name"] + c.Labels["k8s_object_name"], alert: alert, severity: "warning", labels: c.Labels, rules: 2,
		breaks: func(ctx context.Context) error {
			failed := []error{f.write(ctx, c, true)}
			for _, s := range silent {
				failed = append(failed, f.write(ctx, s, false))
			}
			return errors.Join(failed...)
		},
	}
}

// write sends the lines of a case. Of one that is to fire, what reaches until about now is sent as of the last minute: so it is still in
// the alert's window when its time is over.
func (f *Faults) write(ctx context.Context, c logCase, fires bool) error {
	now, failed := time.Now(), []error(nil)
	for _, m := range c.Lines {
		if fires && m.To <= 2 {
			m.From, m.To = 1, 0
		}
		var entries []entry
		for i := range m.Count {
			age := m.From
			if m.Count > 1 {
				age -= (m.From - m.To) * float64(i) / float64(m.Count-1)
			}
			line := strings.ReplaceAll(m.Line, "{n}", fmt.Sprint(i))
			line += strings.Repeat("x", max(0, m.Fill-len(line)))
			entries = append(entries, entry{at: now.Add(-time.Duration(age * float64(time.Minute))), line: line, metadata: m.Metadata})
		}
		_, err := f.push(ctx, m.Stream, entries)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}
