// Package queries asks the stores of a live platform everything that its dashboards and rules ask, and knows which names of metrics
// and labels there are: a query that finds nothing is either expected to, with a reason, or wrong.
package queries

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// The stores that answer, as Grafana's datasources are named.
const (
	mimir     = "mimir"
	loki      = "loki"
	tempo     = "tempo"
	pyroscope = "pyroscope"
)

// Query is one question.
type Query struct {
	// Store answers it.
	Store string
	// Where is the dashboard and the panel, or the file and the rule.
	Where string
	// Component is the one whose directory holds it: it is not loaded without that.
	Component string
	// Expr has no variable left.
	Expr string
	// Now asks for one moment; else it is for the last hour.
	Now bool
	// Profile is the type of profile, Merged asks for a flame graph of it.
	Profile string
	Merged  bool
	// Reason says why it may find nothing.
	Reason string
	// Dashboard and Record are whose it is, one of the two; an alert has neither.
	Dashboard, Record string
}

// List returns what all dashboards and rules of a project ask.
func List(ctx context.Context, project string) ([]Query, error) {
	dashboards, err := dashboards(ctx, project)
	if err != nil {
		return nil, err
	}
	rules, err := rules(project)
	return append(dashboards, rules...), err
}

// dashboards have a module and a program of their own, which knows how to fill in variables.
func dashboards(ctx context.Context, project string) ([]Query, error) {
	text, err := tools.Go(ctx, filepath.Join(project, "cmd", "dashboards"), "run", ".", "--queries")
	if err != nil {
		return nil, fmt.Errorf("listing the queries of dashboards: %w", err)
	}
	var listed []struct {
		Component, Dashboard, Panel, PanelType, Datasource, Filled, QueryType, Profile, MayBeEmpty string
		Instant                                                                                    bool
	}
	if err := json.Unmarshal([]byte(text), &listed); err != nil {
		return nil, fmt.Errorf("listing the queries of dashboards: %w", err)
	}
	var all []Query
	for _, one := range listed {
		q := Query{Store: one.Datasource, Where: one.Dashboard + ", " + one.Panel, Component: one.Component, Expr: one.Filled,
			Now: one.Instant, Profile: one.Profile, Merged: one.QueryType == "profile", Reason: one.MayBeEmpty, Dashboard: one.Dashboard}
		if one.QueryType == "serviceMap" {
			q.Store = mimir // which Grafana asks for the map of Tempo's data
		}
		all = append(all, q)
	}
	return all, nil
}

// rules are asked as their rulers do: for now.
func rules(project string) ([]Query, error) {
	var all []Query
	for kind, store := range map[string]string{"rules": mimir, "log-rules": loki} {
		paths, err := filepath.Glob(filepath.Join(project, "manifests", "*", kind, "*.yaml"))
		if err != nil {
			return nil, fmt.Errorf("listing rules: %w", err)
		}
		for _, path := range paths {
			of, err := rulesOf(path, store)
			if err != nil {
				return nil, fmt.Errorf("listing the queries of rules: %s: %w", path, err)
			}
			all = append(all, of...)
		}
	}
	slices.SortStableFunc(all, func(a, b Query) int { return strings.Compare(a.Where, b.Where) })
	return all, nil
}

func rulesOf(path, store string) ([]Query, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Record, Expr string }
		}
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	component := filepath.Base(filepath.Dir(filepath.Dir(path)))
	var all []Query
	for _, group := range file.Groups {
		for _, r := range group.Rules {
			all = append(all, Query{Store: store, Component: component, Expr: r.Expr, Now: true, Record: r.Record,
				Where: component + "/" + filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path) + ", " + r.Alert + r.Record})
		}
	}
	return all, nil
}
