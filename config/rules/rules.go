// Package rules reads rule files: groups of queries that are recorded, and of alerts, in the format that Prometheus, Mimir and Loki
// share (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules).
package rules

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// File is a rule file.
type File struct {
	Groups []Group `yaml:"groups"`
}

// Group is rules that are evaluated one after the other.
type Group struct {
	Name     string            `yaml:"name"`
	Interval string            `yaml:"interval,omitempty"`
	Limit    int               `yaml:"limit,omitempty"`
	Offset   string            `yaml:"query_offset,omitempty"`
	Labels   map[string]string `yaml:"labels,omitempty"`
	Rules    []Rule            `yaml:"rules"`
}

// Rule is a query that is recorded under a name, or an alert.
type Rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	KeepFiring  string            `yaml:"keep_firing_for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

// Runbook is the annotation that holds an alert's runbook, Dashboard the one that leads to its dashboard.
const (
	Runbook   = "runbook"
	Dashboard = "dashboard"
)

// Language checks a query, and says what is wrong with it.
type Language func(query string) error

// Parse reads a rule file strictly. Every problem begins with the line that it is on.
func Parse(text []byte, language Language) (File, []error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return File{}, []error{fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	c := &checker{language: language, functions: functions()}
	if len(document.Content) == 0 {
		return File{}, []error{fmt.Errorf("line 1: empty, want groups of rules")}
	}
	c.file(document.Content[0])
	var file File
	if len(c.problems) == 0 {
		if err := document.Decode(&file); err != nil {
			c.report(document.Content[0], "%v", err)
		}
	}
	return file, c.problems
}

// Explained returns the file with each alert's runbook in its annotations, and root before the path of its dashboard.
func (f File) Explained(runbooks map[string]string, root string) File {
	var explained File
	for _, group := range f.Groups {
		rules := make([]Rule, 0, len(group.Rules))
		for _, rule := range group.Rules {
			rules = append(rules, rule.explained(runbooks[rule.Alert], root))
		}
		group.Rules = rules
		explained.Groups = append(explained.Groups, group)
	}
	return explained
}

func (r Rule) explained(runbook, root string) Rule {
	if r.Alert == "" {
		return r
	}
	annotations := map[string]string{}
	for name, text := range r.Annotations {
		annotations[name] = text
	}
	if runbook != "" {
		annotations[Runbook] = escaped(runbook)
	}
	if path := annotations[Dashboard]; strings.HasPrefix(path, "/") {
		annotations[Dashboard] = strings.TrimSuffix(root, "/") + path
	}
	r.Annotations = annotations
	return r
}

// escaped keeps a text as it is where annotations are templates.
func escaped(text string) string { return strings.ReplaceAll(text, "{{", "{{`{{`}}") }

// Text is the file as YAML.
func (f File) Text() string {
	text, err := yaml.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("writing a rule file: %v", err)) // plain texts
	}
	return string(text)
}
