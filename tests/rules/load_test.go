// Package rules holds the rule files in manifests/ to what people and Alertmanager need of them, and runs their tests.
package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// project is the root of this project, seen from here.
const project = "../.."

// rule is an alert or a recording rule, with the component whose manifests hold it.
type rule struct {
	Alert, Record, Expr string
	Labels, Annotations map[string]string
	component           string
	// logs says that Loki evaluates it: promtool knows no LogQL.
	logs bool
}

// alertCase and recordCase are what a test says of a rule.
type alertCase struct {
	Alertname string
	Expected  []firing `json:"exp_alerts"`
}

type firing struct {
	Labels      map[string]string `json:"exp_labels"`
	Annotations map[string]string `json:"exp_annotations"`
}

type recordCase struct {
	Expr     string
	Expected []any `json:"exp_samples"`
}

// suite is everything about rules in a project.
type suite struct {
	rules     []rule
	alerts    []alertCase
	records   []recordCase
	runbooks  map[string]string // by component/alert
	rulePaths []string
	testPaths []string
}

// load reads a project's rule files, their tests, and the runbooks.
func load(root string) (suite, error) {
	s := suite{runbooks: map[string]string{}}
	var err error
	for _, path := range glob(root, "manifests/*/rules/*.yaml", "manifests/*/log-rules/*.yaml") {
		if err = s.addRules(path); err != nil {
			return s, err
		}
	}
	for _, path := range glob(root, "tests/rules/*/*.yaml") {
		if err = s.addTests(path); err != nil {
			return s, err
		}
	}
	for _, path := range glob(root, "manifests/*/runbooks/*.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			return s, err
		}
		s.runbooks[component(path)+"/"+strings.TrimSuffix(filepath.Base(path), ".md")] = string(text)
	}
	return s, nil
}

func glob(root string, patterns ...string) []string {
	var all []string
	for _, pattern := range patterns {
		found, _ := filepath.Glob(filepath.Join(root, pattern)) // the patterns are well formed
		all = append(all, found...)
	}
	slices.Sort(all)
	return all
}

// component is the directory above that of the kind of file.
func component(path string) string { return filepath.Base(filepath.Dir(filepath.Dir(path))) }

func (s *suite) addRules(path string) error {
	var file struct{ Groups []struct{ Rules []rule } }
	if err := read(path, &file); err != nil {
		return err
	}
	logs := filepath.Base(filepath.Dir(path)) == "log-rules"
	if !logs {
		s.rulePaths = append(s.rulePaths, path)
	}
	for _, group := range file.Groups {
		for _, r := range group.Rules {
			r.component, r.logs = component(path), logs
			s.rules = append(s.rules, r)
		}
	}
	return nil
}

func (s *suite) addTests(path string) error {
	var file struct {
		Tests []struct {
			Alerts  []alertCase  `json:"alert_rule_test"`
			Records []recordCase `json:"promql_expr_test"`
		}
	}
	if err := read(path, &file); err != nil {
		return err
	}
	s.testPaths = append(s.testPaths, path)
	for _, test := range file.Tests {
		s.alerts, s.records = append(s.alerts, test.Alerts...), append(s.records, test.Records...)
	}
	return nil
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
