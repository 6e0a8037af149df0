// Command corpus holds the checks of overrides against public values files, by hand: it gives each file to the program as the overrides of
// its component, takes out what is refused, and renders the chart with and without each key that is left.
//
//	go run ./charts/corpus -values DIR -charts DIR [-details FILE]
//
// DIR has a directory for each chart with files of values; the archives are the pinned ones.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	values := flag.String("values", "", "directory with a directory of files for each chart")
	archives := flag.String("charts", "", "directory with the pinned archives")
	details := flag.String("details", "", "file for every key that is not accepted and effective")
	flag.Parse()
	if err := run(*values, *archives, *details); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// verdict is what came of a key.
type verdict string

const (
	effective verdict = "accepted, effective"
	asIs      verdict = "accepted, is so anyway"
	covered   verdict = "accepted, another key of the file counts more"
	warned    verdict = "accepted with a warning"
	refused   verdict = "refused"
	// silent is what a user would not forgive; unrendered is a file that the chart fails to render: `kalypso charts render` says so.
	silent     verdict = "accepted, no effect, no word"
	unrendered verdict = "refused by the chart as it renders"
)

func verdicts() []verdict {
	return []verdict{effective, asIs, covered, warned, refused, silent, unrendered}
}

func run(dir, archives, details string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.yaml"))
	if err != nil {
		return err
	}
	project, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	total, told, said := map[verdict]int{}, &strings.Builder{}, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var values map[string]any
		if err := yaml.Unmarshal(text, &values); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		place, known := places()[filepath.Base(filepath.Dir(file))]
		if !known {
			continue
		}
		one := trial{project: project, archives: archives, place: place, values: values}
		found := one.judge()
		counts := map[verdict]int{}
		for _, key := range found {
			counts[key.verdict]++
			total[key.verdict]++
			if key.verdict != effective && key.verdict != asIs && key.verdict != covered {
				fmt.Fprintf(told, "%s\t%s\t%s\t%s\n", strings.TrimPrefix(file, dir), key.verdict, key.path, key.why)
			}
		}
		said++
		fmt.Printf("%-45s %v\n", strings.TrimPrefix(file, dir), cells(counts))
	}
	fmt.Printf("\n%d files\n", said)
	for _, one := range verdicts() {
		fmt.Printf("%6d %s\n", total[one], one)
	}
	if details == "" {
		return nil
	}
	return os.WriteFile(details, []byte(told.String()), 0o600)
}

func cells(counts map[verdict]int) string {
	var all []string
	for _, one := range verdicts() {
		if counts[one] > 0 {
			all = append(all, fmt.Sprintf("%d %s", counts[one], one))
		}
	}
	return strings.Join(all, "; ")
}

// place is where a chart's values stand in the configuration.
type place struct{ component, release string }

// key is where they stand; "" below the component's values where it has one release.
func (p place) key() string {
	key := "kalypso:components." + p.component + ".values"
	if slices.Contains([]string{"otel", "istio"}, p.component) {
		key += "." + p.release
	}
	return key
}

func places() map[string]place {
	return map[string]place{
		"loki": {"loki", "loki"}, "mimir-distributed": {"mimir", "mimir"}, "tempo-distributed": {"tempo", "tempo"}, "pyroscope": {"pyroscope", "pyroscope"},
		"grafana": {"grafana", "grafana"}, "minio": {"minio", "kalypso-minio"}, "opentelemetry-operator": {"otel", "opentelemetry-operator"},
		"opentelemetry-ebpf-instrumentation": {"otel", "obi"}, "base": {"istio", "istio-base"}, "istiod": {"istio", "istiod"},
	}
}
