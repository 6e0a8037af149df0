package keys

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// IstioDefaults is the key under which Istio's charts keep their defaults; the user sets them at the top.
const IstioDefaults = "_internal_defaults_do_not_set"

// FromDefaults adds the keys of the chart's values.yaml with their kinds, and of its subcharts' under their names. An empty map, a
// list and a null are open: what is below is the user's.
func FromDefaults(known *charts.Key, c *chart.Chart) {
	addDefaults(known, c.Values)
	if defaults, ok := c.Values[IstioDefaults].(map[string]any); ok {
		delete(known.Children, IstioDefaults)
		addDefaults(known, defaults)
	}
	for _, d := range c.Metadata.Dependencies {
		for _, condition := range strings.Split(d.Condition, ",") {
			if condition = strings.TrimSpace(condition); condition != "" {
				known.Add(strings.Split(condition, ".")...)
			}
		}
	}
	for _, d := range c.Dependencies() {
		FromDefaults(known.Child(subchartName(c, d)), d)
		if global := known.Child(subchartName(c, d)).Children["global"]; global != nil {
			known.Child("global").Merge(global)
		}
	}
}

func addDefaults(known *charts.Key, values map[string]any) {
	for name, v := range values {
		child := known.Child(name)
		if child.Kind == charts.Unknown { // a chart's word on its subchart counts more than the subchart's
			child.Kind = charts.KindOf(v)
		}
		switch v := v.(type) {
		case map[string]any:
			child.Open = child.Open || len(v) == 0
			addDefaults(child, v)
		case []any, nil: // what a list holds is no map of known keys
			child.Open = true
		}
	}
}

// FromFiles adds what the chart's other files read of its values: Istio keeps there the templates that its injector runs
// later.
func FromFiles(known *charts.Key, c *chart.Chart) {
	for _, f := range c.Files {
		for _, match := range reference.FindAllSubmatch(f.Data, -1) {
			key := known.Add(strings.Split(string(match[2]), ".")...)
			key.Open = key.Open || len(match[1]) > 0
		}
	}
}

// reference is a.b.c in .Values.a.b.c, and whether it is printed whole.
var reference = regexp.MustCompile(`(toYaml |toJSON |range )?\.Values\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)`)

// schema is the part of JSON schema that charts use to say which keys there are.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Properties map[string]*schema `json:"properties"`
	Patterns   map[string]any     `json:"patternProperties"`
	Additional any                `json:"additionalProperties"`
	AllOf      []*schema          `json:"allOf"`
	AnyOf      []*schema          `json:"anyOf"`
	OneOf      []*schema          `json:"oneOf"`
}

// FromSchema adds the properties in values.schema.json. It returns the paths at which the schema forbids other keys: what
// else suggests that these are open is overruled.
func FromSchema(known *charts.Key, c *chart.Chart) ([][]string, error) {
	if len(c.Schema) == 0 {
		return nil, nil
	}
	var document any
	root := &schema{}
	if err := json.Unmarshal(c.Schema, &document); err != nil {
		return nil, fmt.Errorf("reading the schema of chart %s: %w", c.Name(), err)
	}
	if err := json.Unmarshal(c.Schema, root); err != nil {
		return nil, fmt.Errorf("reading the schema of chart %s: %w", c.Name(), err)
	}
	s := &schemas{document: document}
	s.add(known, root, nil, 0)
	return s.closed, nil
}

// schemas walks one schema document.
type schemas struct {
	document any
	closed   [][]string
}

func (s *schemas) add(known *charts.Key, node *schema, at []string, depth int) {
	const deepest = 12 // a schema may refer to itself
	if node == nil || depth > deepest {
		return
	}
	if node.Ref != "" {
		s.add(known, s.resolve(node.Ref), at, depth+1)
	}
	for _, list := range [][]*schema{node.AllOf, node.AnyOf, node.OneOf} {
		for _, part := range list {
			s.add(known, part, at, depth+1)
		}
	}
	for name, property := range node.Properties {
		s.add(known.Child(name), property, append(slices.Clone(at), name), depth+1)
	}
	_, typed := node.Additional.(map[string]any)
	switch {
	case node.Additional == false && len(node.Patterns) == 0:
		s.closed = append(s.closed, at)
	case node.Additional == true, typed, len(node.Patterns) > 0:
		known.Open = known.Open || len(at) > 0
	case node.Type == "object" && len(node.Properties) == 0 && node.Ref == "":
		known.Open = known.Open || len(at) > 0
	}
}

// resolve finds "#/a/b" in the document; nil for what lies outside of it.
func (s *schemas) resolve(ref string) *schema {
	pointer, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	current := s.document
	for _, step := range strings.Split(pointer, "/") {
		m, ok := current.(map[string]any)
		if !ok {
			return nil
		}
		current = m[step]
	}
	data, err := json.Marshal(current)
	if err != nil {
		return nil
	}
	found := &schema{}
	if json.Unmarshal(data, found) != nil {
		return nil
	}
	return found
}
