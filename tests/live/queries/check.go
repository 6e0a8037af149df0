package queries

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// vocabulary is what a query may name.
type vocabulary struct {
	names   Names
	records map[string]bool
	absent  []absent
	used    map[string]bool // the patterns of absent that were of use
}

func newVocabulary(names Names, all []Query, e expected) vocabulary {
	// Its labels depend on what fires.
	v := vocabulary{names: Names{}, records: map[string]bool{"ALERTS": true, "ALERTS_FOR_STATE": true}, absent: e.Absent, used: map[string]bool{}}
	for _, q := range all {
		if q.Record != "" {
			v.records[q.Record] = true
		}
	}
	for name, of := range names {
		if !strings.Contains(name, ":") || v.records[name] {
			v.names[name] = of
		}
	}
	delete(v.names, "ALERTS")
	delete(v.names, "ALERTS_FOR_STATE")
	return v
}

// complaints are what queries name that does not exist.
func (v vocabulary) complaints(all []Query) []string {
	var wrong []string
	for _, q := range all {
		if q.Store != mimir {
			continue
		}
		parsed, err := parser.ParseExpr(q.Expr)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", q.Where, err))
			continue
		}
		c := checker{known: v.known}
		c.labels(parsed)
		for _, said := range c.wrong {
			wrong = append(wrong, q.Where+": "+said)
		}
	}
	for _, one := range v.absent {
		if !v.used[one.Names] {
			wrong = append(wrong, fmt.Sprintf("empty.yaml: no query needs %q any more", one.Names))
		}
	}
	return slices.Compact(wrong)
}

// known gives the labels of what a matcher of names matches. Each alternative that it spells out has to be there.
func (v vocabulary) known(m *labels.Matcher) (set, bool) {
	spelt := alternatives(m)
	if m.Type != labels.MatchEqual && len(m.SetMatches()) == 0 {
		spelt = nil
		for name := range v.names {
			if m.Matches(name) {
				spelt = append(spelt, name)
			}
		}
		if spelt == nil {
			spelt = []string{m.Value} // which empty.yaml may have as it stands
		}
	}
	all := set{}
	for _, name := range spelt {
		one, exists := v.metric(name)
		if !exists {
			return nil, false
		}
		all = all.and(one)
	}
	return all, true
}

// metric gives the labels of one. What this node cannot have may have any.
func (v vocabulary) metric(name string) (set, bool) {
	var more []string
	for _, one := range v.absent {
		if !one.pattern.MatchString(name) {
			continue
		}
		v.used[one.Names] = true
		if len(one.Labels) == 0 {
			return nil, true
		}
		more = append(more, one.Labels...)
	}
	if found, is := v.names[name]; is {
		return of(found...).and(of(more...)), true
	}
	return nil, v.records[name]
}
