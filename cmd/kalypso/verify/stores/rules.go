package stores

import (
	"context"
	"net/url"
	"time"
)

// Ruler evaluates rules. Mimir has one, and so has Loki, below the path /prometheus.
type Ruler struct{ API }

// RuleGroup is a group of rules, which are evaluated one after the other.
type RuleGroup struct {
	Name           string
	Interval       float64 // seconds
	LastEvaluation time.Time
	Rules          []Rule
}

// Rule is one rule. Its health is ok, err or unknown.
type Rule struct{ Name, Health, LastError string }

// Groups are all groups of rules.
func (r Ruler) Groups(ctx context.Context) ([]RuleGroup, error) {
	var found struct{ Data struct{ Groups []RuleGroup } }
	// One that cannot leave the alerts out does not mind being asked to.
	err := r.Get(ctx, "/api/v1/rules", url.Values{"exclude_alerts": {"true"}}, &found)
	return found.Data.Groups, err
}

// RuledAlert is an alert as the ruler sees it. Its state is pending or firing.
type RuledAlert struct {
	Labels, Annotations map[string]string
	State               string
	ActiveAt            time.Time
}

// Alerts are those whose expression is true.
func (r Ruler) Alerts(ctx context.Context) ([]RuledAlert, error) {
	var found struct{ Data struct{ Alerts []RuledAlert } }
	err := r.Get(ctx, "/api/v1/alerts", nil, &found)
	return found.Data.Alerts, err
}
