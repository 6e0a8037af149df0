package traffic

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Discarded are items that stores and collectors say they have thrown away or refused, by metric and reason.
type Discarded map[string]float64

// since is what was added to earlier figures.
func (d Discarded) since(earlier Discarded) Discarded {
	added := Discarded{}
	for what, count := range d {
		if more := count - earlier[what]; more > 0 {
			added[what] = more
		}
	}
	return added
}

// Sum is all that begins with one of the prefixes.
func (d Discarded) Sum(prefix string) int {
	var sum float64
	for what, count := range d {
		if strings.HasPrefix(what, prefix) {
			sum += count
		}
	}
	return int(sum)
}

// ForGood is the sum of what nobody sends again: what is above a rate is refused with the request to.
func (d Discarded) ForGood(prefix string) int {
	lost := Discarded{}
	for what, count := range d {
		if !strings.Contains(what, "rate_limit") {
			lost[what] = count
		}
	}
	return lost.Sum(prefix)
}

// String is every one, in order.
func (d Discarded) String() string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(d)) {
		all = append(all, fmt.Sprintf("%s %.0f", what, d[what]))
	}
	if len(all) == 0 {
		return "nothing discarded"
	}
	return strings.Join(all, ", ")
}

// Since reads the figures again.
func (s Stores) Since(ctx context.Context, earlier Discarded) (Discarded, error) {
	now, err := s.Discarded(ctx)
	return now.since(earlier), err
}

// sample is a line of Prometheus's text format: a name, labels, a value.
var sample = regexp.MustCompile(`^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)`)

// sumBy adds up the samples of a text whose name a pattern matches, by name and one label.
func sumBy(text string, name *regexp.Regexp, label string) Discarded {
	sums := Discarded{}
	for line := range strings.Lines(text) {
		parts := sample.FindStringSubmatch(strings.TrimSpace(line))
		if parts == nil || !name.MatchString(parts[1]) {
			continue
		}
		value, err := strconv.ParseFloat(parts[3], 64)
		if err != nil {
			continue
		}
		key := parts[1]
		if found := regexp.MustCompile(`(?:^|,)` + label + `="([^"]*)"`).FindStringSubmatch(parts[2]); found != nil {
			key += "{" + found[1] + "}"
		}
		sums[key] += value
	}
	return sums
}

// Counted adds up the samples of a text in Prometheus's format whose name a pattern matches, by name.
func Counted(text, name string) Discarded { return sumBy(text, regexp.MustCompile(name), "$") }
