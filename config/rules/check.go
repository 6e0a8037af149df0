package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/strict"
)

var (
	metricName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	labelName  = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
	duration   = regexp.MustCompile(`^((\d+)(ms|s|m|h|d|w|y))+$|^0$`)
)

// checker goes through a file's nodes, which know their lines.
type checker struct {
	language  Language
	functions template.FuncMap
	problems  []error
}

func (c *checker) report(at *yaml.Node, format string, arguments ...any) {
	c.problems = append(c.problems, fmt.Errorf("line %d: %s", at.Line, fmt.Sprintf(format, arguments...)))
}

// fields are the values of a map by key. A key that is not known, or twice there, is reported.
func (c *checker) fields(of *yaml.Node, known ...string) map[string]*yaml.Node {
	found := map[string]*yaml.Node{}
	if of = meant(of); of.Kind != yaml.MappingNode {
		c.report(of, "want a map with %s", known[0])
		return found
	}
	for i := 0; i+1 < len(of.Content); i += 2 {
		key := of.Content[i]
		switch {
		case !slices.Contains(known, key.Value):
			c.report(key, "unknown key %s%s", key.Value, strict.Hint(key.Value, known))
		case found[key.Value] != nil:
			c.report(key, "key %s is written twice", key.Value)
		}
		found[key.Value] = meant(of.Content[i+1])
	}
	return found
}

// meant is what an alias (*name) stands for.
func meant(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

func (c *checker) list(of *yaml.Node, name string, parent *yaml.Node) []*yaml.Node {
	switch {
	case of == nil:
		c.report(parent, "%s is missing", name)
	case of.Kind != yaml.SequenceNode:
		c.report(of, "%s: want a list", name)
	default:
		return of.Content
	}
	return nil
}

func (c *checker) file(root *yaml.Node) {
	names := map[string]bool{}
	for _, group := range c.list(c.fields(root, "groups")["groups"], "groups", root) {
		fields := c.fields(group, "name", "interval", "limit", "query_offset", "labels", "rules")
		name := fields["name"]
		switch {
		case name == nil || name.Value == "":
			c.report(group, "name is missing")
		case names[name.Value]:
			c.report(name, "group %q is there twice", name.Value)
		default:
			names[name.Value] = true
		}
		c.lengths(fields, "interval", "query_offset")
		c.labels(fields["labels"])
		for _, rule := range c.list(fields["rules"], "rules", group) {
			c.rule(rule)
		}
	}
}

func (c *checker) rule(at *yaml.Node) {
	fields := c.fields(at, "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations")
	record, alert := fields["record"], fields["alert"]
	switch {
	case (record == nil) == (alert == nil):
		c.report(at, "a rule has either alert or record, its name")
	case record != nil && !metricName.MatchString(record.Value):
		c.report(record, "record: %q is no name of a metric", record.Value)
	case record != nil && (fields["annotations"] != nil || fields["for"] != nil || fields["keep_firing_for"] != nil):
		c.report(at, "record %s: annotations, for and keep_firing_for are an alert's", record.Value)
	}
	if expr := fields["expr"]; expr == nil || expr.Value == "" {
		c.report(at, "expr is missing")
	} else if err := c.language(expr.Value); err != nil {
		c.report(expr, "expr: %v", err)
	}
	c.lengths(fields, "for", "keep_firing_for")
	c.labels(fields["labels"])
	c.texts(fields["annotations"])
}

func (c *checker) lengths(fields map[string]*yaml.Node, keys ...string) {
	for _, key := range keys {
		if value := fields[key]; value != nil && !duration.MatchString(value.Value) {
			c.report(value, "%s: found %q, want a length of time like 5m", key, value.Value)
		}
	}
}

func (c *checker) labels(of *yaml.Node) {
	for name, value := range c.texts(of) {
		if !labelName.MatchString(name) || name == "__name__" {
			c.report(value, "labels: %q is no name of a label", name)
		}
	}
}

// texts checks a map of texts, which are templates.
func (c *checker) texts(of *yaml.Node) map[string]*yaml.Node {
	found := map[string]*yaml.Node{}
	if of == nil {
		return found
	}
	if of.Kind != yaml.MappingNode {
		c.report(of, "want a map of texts")
		return found
	}
	for i := 0; i+1 < len(of.Content); i += 2 {
		key, value := of.Content[i], meant(of.Content[i+1])
		found[key.Value] = value
		if value.Kind != yaml.ScalarNode {
			c.report(value, "%s: want text", key.Value)
		} else if err := c.expand(value.Value); err != nil {
			c.report(value, "%s: %v", key.Value, err)
		}
	}
	return found
}

// expand reads a template as Prometheus does: its variables are set, its functions known by name.
func (c *checker) expand(text string) error {
	if !strings.Contains(text, "{{") {
		return nil
	}
	_, err := template.New("text").Funcs(c.functions).Parse(
		"{{$labels := .Labels}}{{$externalLabels := .Labels}}{{$externalURL := .URL}}{{$value := .Value}}" + text)
	if err != nil {
		return fmt.Errorf("is no template: %w", err)
	}
	return nil
}

// functions are those of Prometheus (template/template.go, v0.308.0). Only their names count here.
func functions() template.FuncMap {
	all := template.FuncMap{}
	for _, name := range []string{"query", "first", "label", "value", "strvalue", "args", "reReplaceAll", "safeHtml", "match", "title",
		"toUpper", "toLower", "graphLink", "tableLink", "sortByLabel", "stripPort", "stripDomain", "humanize", "humanize1024",
		"humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "pathPrefix", "externalURL", "parseDuration", "toDuration", "now"} {
		all[name] = func(...any) string { return "" }
	}
	return all
}
