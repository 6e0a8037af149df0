package queries

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

//go:embed empty.yaml
var emptyYAML []byte

// expected is what may find nothing, and which names a node may not have, with reasons.
type expected struct {
	// Alerts is the reason of all of them.
	Alerts string
	// Records are reasons by the name of what is recorded.
	Records map[string]string
	// Panels are reasons by a part of one query of a panel.
	Panels map[string]string
	// Absent are names that only something makes which may not be there.
	Absent []absent
}

// absent are names of metrics. One that a list of names without them is held to needs no component.
type absent struct {
	// Names is a pattern for the whole name of a metric.
	Names string
	// Of is the component, or the switch in telemetry.sources, whose absence is a reason for a live query to be empty; without
	// it the reason holds for names only.
	Of string
	// Labels that the metrics do have on this node, but without these.
	Labels []string
	Why    string

	pattern *regexp.Regexp
}

func readExpected() (expected, error) {
	var e expected
	if err := yaml.UnmarshalStrict(emptyYAML, &e); err != nil {
		return e, fmt.Errorf("empty.yaml: %w", err)
	}
	return e, e.compile()
}

// compile reads the patterns.
func (e expected) compile() error {
	for i, one := range e.Absent {
		pattern, err := regexp.Compile("^(?:" + one.Names + ")$")
		if err != nil {
			return fmt.Errorf("empty.yaml: %w", err)
		}
		if one.Why == "" {
			return fmt.Errorf("empty.yaml: %q has no reason", one.Names)
		}
		e.Absent[i].pattern = pattern
	}
	return nil
}

// reason says why a query may find nothing; "" if it has to find something. Components and sources that are off have theirs.
func (e expected) reason(q Query, off map[string]string) string {
	if why, is := off[q.Component]; is {
		return q.Component + " does not run: " + why
	}
	switch {
	case q.Reason != "":
		return q.Reason
	case q.Dashboard == "" && q.Record == "":
		return e.Alerts
	case e.Records[q.Record] != "":
		return e.Records[q.Record]
	case q.Store != mimir:
		return ""
	}
	for part, why := range e.Panels {
		if q.Dashboard != "" && strings.Contains(q.Expr, part) {
			return why
		}
	}
	return e.without(q.Expr, off)
}

// without is the reason of a query for what a component or source makes that is off.
func (e expected) without(expr string, off map[string]string) string {
	names, err := metrics(expr)
	if err != nil {
		return ""
	}
	for _, name := range names {
		for _, one := range e.Absent {
			if why, is := off[one.Of]; is && one.pattern.MatchString(name) {
				return one.Of + " does not run: " + why
			}
		}
	}
	return ""
}
