package rules

import (
	"github.com/prometheus/prometheus/promql/parser"
)

// PromQL checks a query of metrics, by Prometheus' own parser.
func PromQL(query string) error {
	_, err := parser.ParseExpr(query)
	return err
}
