package queries

import (
	"fmt"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

func (c *checker) call(e *parser.Call) set {
	below := set{}
	for _, arg := range e.Args {
		if kind := arg.Type(); kind == parser.ValueTypeVector || kind == parser.ValueTypeMatrix {
			below = c.labels(arg)
		}
	}
	switch e.Func.Name {
	case "label_replace", "label_join":
		return c.relabelled(e, below)
	case "histogram_quantile":
		return without(below, []string{"le"})
	case "absent", "absent_over_time":
		return absentLabels(e.Args[0])
	}
	return below
}

// relabelled has one label more, made of others.
func (c *checker) relabelled(e *parser.Call, below set) set {
	text := func(i int) string { return e.Args[i].(*parser.StringLiteral).Val }
	from := []parser.Expr{e.Args[3]}
	if e.Func.Name == "label_join" {
		from = e.Args[3:]
	}
	for _, arg := range from {
		if label := arg.(*parser.StringLiteral).Val; label != "" {
			c.has(below, []string{label}, e.Args[0])
		}
	}
	return below.and(of(text(1)))
}

// absentLabels are those of which the selector names one value.
func absentLabels(arg parser.Expr) set {
	s := set{}
	parser.Inspect(arg, func(node parser.Node, _ []parser.Node) error {
		if v, is := node.(*parser.VectorSelector); is {
			for _, m := range v.LabelMatchers {
				if m.Type == labels.MatchEqual && m.Name != labels.MetricName {
					s[m.Name] = true
				}
			}
		}
		return nil
	})
	return s
}

// metrics are the names, or the patterns of names, that a query begins with.
func metrics(expr string) ([]string, error) {
	parsed, err := parser.ParseExpr(expr)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", expr, err)
	}
	var names []string
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if v, is := node.(*parser.VectorSelector); is {
			for _, m := range v.LabelMatchers {
				if m.Name == labels.MetricName {
					names = append(names, alternatives(m)...)
				}
			}
		}
		return nil
	})
	return names, nil
}

// alternatives are the names that a matcher spells out.
func alternatives(m *labels.Matcher) []string {
	if m.Type == labels.MatchRegexp {
		if spelt := m.SetMatches(); len(spelt) > 0 {
			return spelt
		}
	}
	return []string{m.Value}
}
