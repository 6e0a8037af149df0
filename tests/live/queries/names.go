package queries

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// NamesFile is the committed list, in the project.
const NamesFile = "tests/live/queries/names.txt"

// Names are the labels of each metric, in order.
type Names map[string][]string

// ours are what tests send themselves: no dashboard and no rule is about it.
var ours = []string{"kalypso_live", "kalypso_proof", "demo_"}

// Take asks Mimir for every metric that it has had a sample of in the last hours, with every label that one of its series has.
func Take(ctx context.Context, client *kube.Client) (Names, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var found struct{ Data []map[string]string }
	values := url.Values{"match[]": {`{__name__=~".+"}`}, "start": {seconds(time.Now().Add(-window))}}
	if err := (asker{client, time.Now()}).send(ctx, http.MethodPost, addresses[mimir]+"series", form, values.Encode(), &found); err != nil {
		return nil, fmt.Errorf("asking for the names of metrics: %w", err)
	}
	names := Names{}
	for _, series := range found.Data {
		name := series["__name__"]
		if slices.ContainsFunc(ours, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			continue
		}
		names[name] = append([]string{}, names[name]...) // one without labels is one, too
		for label := range series {
			if label != "__name__" && !slices.Contains(names[name], label) {
				names[name] = append(names[name], label)
			}
		}
		slices.Sort(names[name])
	}
	return names, nil
}

// Write keeps them in a file: {label,label} and below it, a line for each, the metrics that have just these labels.
func (n Names) Write(path string) error {
	bySet := map[string][]string{}
	for name, labels := range n {
		set := strings.Join(labels, ",")
		bySet[set] = append(bySet[set], name)
	}
	var text strings.Builder
	for _, set := range slices.Sorted(maps.Keys(bySet)) {
		fmt.Fprintf(&text, "{%s}\n\t%s\n", set, strings.Join(slices.Sorted(slices.Values(bySet[set])), "\n\t"))
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		return fmt.Errorf("writing the names of metrics: %w", err)
	}
	return nil
}

// ReadNames reads such a file.
func ReadNames(path string) (Names, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the names of metrics: %w", err)
	}
	defer file.Close()
	names, labels := Names{}, []string(nil)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		switch name, named := strings.CutPrefix(lines.Text(), "\t"); {
		case strings.HasPrefix(name, "{"):
			labels = strings.FieldsFunc(strings.Trim(name, "{}"), func(r rune) bool { return r == ',' })
		case named && labels != nil:
			names[name] = labels
		default:
			return nil, fmt.Errorf("%s: %q is neither {labels} nor a name below them", path, lines.Text())
		}
	}
	return names, lines.Err()
}
