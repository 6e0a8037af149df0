package buckets

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/kalypsoServing/kalypso/components/minio"
)

// mark begins the lines of the script's log that are for this program.
const mark = "result "

// unknown stands in the script's results where a store could not be asked.
const unknown = "unknown"

// result is what both stores have of one backend: counts as the script says them.
type result struct {
	backend                      string
	from, fromBytes, to, toBytes string
	missing, differing           string
}

// results are the lines of the log that have them, by backend.
func results(log string) (map[string]result, error) {
	all := map[string]result{}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, mark) {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 8 {
			return nil, fmt.Errorf("reading what was copied: line %q has %d words, want 8", strings.TrimSpace(line), len(f))
		}
		for _, count := range f[2:] {
			if _, err := strconv.ParseInt(count, 10, 64); err != nil && count != unknown {
				return nil, fmt.Errorf("reading what was copied: line %q: %q is no count", strings.TrimSpace(line), count)
			}
		}
		all[f[1]] = result{f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
	}
	return all, nil
}

// report writes a line per backend. What is missing, or not known, is an error.
func (t Transfer) report(log string) error {
	found, err := results(log)
	if err != nil {
		return err
	}
	from := minio.Inside
	if t.Copy.To == minio.Inside {
		from = minio.Outside
	}
	table := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nBACKEND\t%s: OBJECTS\tBYTES\t%s: OBJECTS\tBYTES\tMISSING\tDIFFERENT\n", from, t.Copy.To)
	var failed []error
	for _, consumer := range t.Copy.Consumers {
		r, there := found[consumer.Name]
		if !there {
			r = result{consumer.Name, unknown, unknown, unknown, unknown, unknown, unknown}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.backend, r.from, r.fromBytes, r.to, r.toBytes, r.missing, r.differing)
		switch r.missing {
		case "0":
		case unknown:
			failed = append(failed, fmt.Errorf("%s: what is in %s could not be compared", r.backend, t.Copy.To))
		default:
			failed = append(failed, fmt.Errorf("%s: %s objects are missing in %s", r.backend, r.missing, t.Copy.To))
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing what was copied: %w", err)
	}
	fmt.Fprintln(t.Out, "DIFFERENT: of another size there, and left as they are: whoever uses them writes them anew.")
	if len(failed) > 0 {
		return fmt.Errorf("%w\nthe lines above say why; the same command copies what is missing", errors.Join(failed...))
	}
	return nil
}
