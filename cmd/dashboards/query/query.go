// Package query lists what dashboards ask, from their JSON alone: for tests that ask the same of real backends.
package query

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Query is one of a panel's, of an annotation layer or of a variable.
type Query struct {
	// Component is the one in whose directory the dashboard is.
	Component  string `json:"component"`
	Dashboard  string `json:"dashboard"`
	Panel      string `json:"panel"`
	PanelType  string `json:"panelType"`
	Datasource string `json:"datasource"`
	Type       string `json:"type"`
	Expr       string `json:"expr"`
	// Filled is the expression with every variable at All and intervals of 5 minutes and an hour; of a service map it is what
	// Grafana asks Mimir for.
	Filled    string `json:"filled"`
	QueryType string `json:"queryType,omitempty"`
	Instant   bool   `json:"instant,omitempty"`
	Profile   string `json:"profile,omitempty"`
	Legend    string `json:"legend,omitempty"`
	// MayBeEmpty says why there may be nothing to find on a healthy small cluster.
	MayBeEmpty string `json:"mayBeEmpty,omitempty"`
}

type source struct{ Type, UID string }

type target struct {
	Datasource      source
	Expr, Query     string
	LabelSelector   string
	ProfileTypeID   string `json:"profileTypeId"`
	ServiceMapQuery string
	QueryType       string
	LegendFormat    string
	Instant         bool
}

// file is what of a dashboard's JSON asks something.
type file struct {
	UID    string
	Panels []struct {
		Type, Title string
		Targets     []target
		FieldConfig struct{ Defaults struct{ NoValue string } }
	}
	Annotations struct {
		List []struct {
			Name   string
			Target target
		}
	}
	Templating struct {
		List []struct {
			Name, Type, AllValue, Definition string
			Datasource                       source
			Current                          struct{ Value any }
		}
	}
}

// List returns the queries of all dashboards below manifests/.
func List(root string) ([]Query, error) {
	paths, err := filepath.Glob(filepath.Join(root, "*", "dashboards", "*", "*.json"))
	if err != nil {
		return nil, err
	}
	all := []Query{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		of, err := Of(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for i := range of {
			of[i].Component = filepath.Base(strings.SplitN(path, "/dashboards/", 2)[0])
		}
		all = append(all, of...)
	}
	return all, nil
}

// Of returns the queries of one dashboard's JSON.
func Of(text []byte) ([]Query, error) {
	var d file
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, v := range d.Templating.List {
		values[v.Name] = v.AllValue
		if v.AllValue == "" {
			values[v.Name] = fmt.Sprint(v.Current.Value)
		}
	}
	var all []Query
	for _, p := range d.Panels {
		for _, t := range p.Targets {
			all = append(all, t.query(d.UID, p.Title, p.Type, p.FieldConfig.Defaults.NoValue))
		}
	}
	for _, a := range d.Annotations.List {
		all = append(all, a.Target.query(d.UID, "annotation "+a.Name, "annotation", "nothing changed or fired in this time"))
	}
	for _, v := range d.Templating.List {
		if asked := asks(v.Definition); asked != "" {
			all = append(all, Query{Dashboard: d.UID, Panel: "variable " + v.Name, PanelType: "variable", Datasource: v.Datasource.UID,
				Type: v.Datasource.Type, Expr: asked, Instant: true})
		}
	}
	for i := range all {
		all[i].Filled = fill(all[i].Expr, values)
		if all[i].QueryType == "serviceMap" { // Grafana asks Mimir for the metrics of calls, with this selector
			all[i].Filled = "traces_service_graph_request_total" + all[i].Filled
		}
	}
	return all, nil
}

func (t target) query(uid, panel, kind, reason string) Query {
	q := Query{Dashboard: uid, Panel: panel, PanelType: kind, Datasource: t.Datasource.UID, Type: t.Datasource.Type, QueryType: t.QueryType,
		Instant: t.Instant || t.QueryType == "instant", Profile: t.ProfileTypeID, Legend: t.LegendFormat, MayBeEmpty: reason}
	for _, expr := range []string{t.Expr, t.Query, t.LabelSelector, t.ServiceMapQuery} {
		if q.Expr == "" {
			q.Expr = expr
		}
	}
	return q
}

// asks is what the query of a variable takes its values of: label_values(metric, label) or query_result(query).
func asks(definition string) string {
	if result, is := strings.CutPrefix(definition, "query_result("); is {
		return strings.TrimSuffix(result, ")")
	}
	result, is := strings.CutPrefix(definition, "label_values(")
	if comma := strings.LastIndex(result, ","); is && comma > 0 {
		return result[:comma]
	}
	return ""
}

// reference is a variable in a query: $name, ${name} or ${name:format}.
var reference = regexp.MustCompile(`\$\{(\w+)(?::\w+)?\}|\$(\w+)`)

func fill(expr string, values map[string]string) string {
	known := map[string]string{"__rate_interval": "5m", "__interval": "5m", "__auto": "5m", "__range": "1h", "__range_s": "3600",
		"__interval_ms": "300000"}
	return reference.ReplaceAllStringFunc(expr, func(found string) string {
		name := strings.Trim(strings.SplitN(found, ":", 2)[0], "${}")
		if value, ok := known[name]; ok {
			return value
		}
		if value, ok := values[name]; ok {
			return value
		}
		return found
	})
}
