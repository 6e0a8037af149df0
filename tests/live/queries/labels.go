package queries

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// set is the labels that the series of an expression may have. A nil one may have any: its metric is not known here.
type set map[string]bool

func of(labels ...string) set {
	s := set{}
	for _, label := range labels {
		s[label] = true
	}
	return s
}

func (s set) and(more set) set {
	if s == nil || more == nil {
		return nil
	}
	both := set{}
	for _, one := range []set{s, more} {
		for label := range one {
			both[label] = true
		}
	}
	return both
}

// checker follows labels through an expression, from its metrics to its outermost operator, and collects what does not exist.
type checker struct {
	// known gives the labels of those metrics whose names a matcher matches, and whether there is one at all.
	known func(name *labels.Matcher) (set, bool)
	wrong []string
}

func (c *checker) say(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// has wants labels in what is below an operator.
func (c *checker) has(s set, by []string, what fmt.Stringer) {
	for _, label := range by {
		if s != nil && !s[label] {
			c.say("label %s is not in %.90s", label, strings.Join(strings.Fields(what.String()), " "))
		}
	}
}

func (c *checker) labels(expr parser.Expr) set {
	switch e := expr.(type) {
	case *parser.VectorSelector:
		return c.selector(e)
	case *parser.MatrixSelector:
		return c.labels(e.VectorSelector)
	case *parser.SubqueryExpr:
		return c.labels(e.Expr)
	case *parser.ParenExpr:
		return c.labels(e.Expr)
	case *parser.StepInvariantExpr:
		return c.labels(e.Expr)
	case *parser.UnaryExpr:
		return c.labels(e.Expr)
	case *parser.AggregateExpr:
		return c.aggregate(e)
	case *parser.BinaryExpr:
		return c.binary(e)
	case *parser.Call:
		return c.call(e)
	}
	return set{}
}

func (c *checker) selector(e *parser.VectorSelector) set {
	var s set
	for _, m := range e.LabelMatchers {
		if m.Name == labels.MetricName {
			found, exists := c.known(m)
			if !exists {
				c.say("no metric is %s", m)
			}
			s = found
		}
	}
	for _, m := range e.LabelMatchers {
		if m.Name != labels.MetricName {
			c.has(s, []string{m.Name}, e)
		}
	}
	return s
}

func (c *checker) aggregate(e *parser.AggregateExpr) set {
	below := c.labels(e.Expr)
	if e.Without {
		return without(below, e.Grouping)
	}
	c.has(below, e.Grouping, e.Expr)
	if e.Op == parser.TOPK || e.Op == parser.BOTTOMK {
		return below
	}
	result := of(e.Grouping...)
	if label, is := e.Param.(*parser.StringLiteral); is && e.Op == parser.COUNT_VALUES {
		result[label.Val] = true
	}
	return result
}

func without(s set, gone []string) set {
	if s == nil {
		return nil
	}
	rest := set{}
	for label := range s {
		if !slices.Contains(gone, label) {
			rest[label] = true
		}
	}
	return rest
}

func (c *checker) binary(e *parser.BinaryExpr) set {
	left, right := c.labels(e.LHS), c.labels(e.RHS)
	m := e.VectorMatching
	if m == nil { // one of both is a number
		return left.and(right)
	}
	if m.On {
		c.has(left, m.MatchingLabels, e.LHS)
		c.has(right, m.MatchingLabels, e.RHS)
	}
	switch {
	case e.Op == parser.LOR:
		return left.and(right)
	case e.Op == parser.LAND || e.Op == parser.LUNLESS:
		return left
	case m.Card == parser.CardManyToOne:
		c.has(right, m.Include, e.RHS)
		return left.and(of(m.Include...))
	case m.Card == parser.CardOneToMany:
		c.has(left, m.Include, e.LHS)
		return right.and(of(m.Include...))
	case m.On && !e.Op.IsComparisonOperator():
		return of(m.MatchingLabels...)
	}
	return left
}
