package charts

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// Key is a node in the tree of value keys that a chart understands.
type Key struct {
	// Open tells that everything below is the user's own: the chart passes it on, to a pod or a program, as it is.
	Open bool
	// Kind is what the chart's own value is, where that says what it takes.
	Kind Kind
	// Children are the known keys below, by name; none for a plain value.
	Children map[string]*Key
}

// Kind is what stands in a chart's own values.
type Kind string

// The kinds. An empty text says nothing: charts write it for what may be anything.
const (
	Unknown Kind = ""
	Text    Kind = "text"
	Number  Kind = "number"
	Truth   Kind = "truth"
	List    Kind = "list"
	// Map is one whose keys are the user's own.
	Map Kind = "map"
	// Nothing is null.
	Nothing Kind = "nothing"
)

// KindOf is the kind of a value as YAML gives it.
func KindOf(value any) Kind {
	switch v := value.(type) {
	case nil:
		return Nothing
	case map[string]any:
		return Map
	case []any:
		return List
	case bool:
		return Truth
	case string:
		if v == "" {
			return Unknown
		}
		return Text
	}
	return Number
}

// The text of a key without children and of no known kind: a plain value takes nothing below it, an open one takes anything.
const (
	plainText = "value"
	openText  = "open"
)

// Child returns the child of that name and makes it when it is missing.
func (k *Key) Child(name string) *Key {
	child, ok := k.Children[name]
	if !ok {
		child = &Key{}
		if k.Children == nil {
			k.Children = map[string]*Key{}
		}
		k.Children[name] = child
	}
	return child
}

// Add makes the whole path known and returns its last node.
func (k *Key) Add(path ...string) *Key {
	for _, name := range path {
		k = k.Child(name)
	}
	return k
}

// Knows tells whether a value at the path reaches the chart.
func (k *Key) Knows(path ...string) bool {
	for _, name := range path {
		if k.Open {
			return true
		}
		child, ok := k.Children[name]
		if !ok {
			return false
		}
		k = child
	}
	return true
}

// Merge adds what other knows; a node is open when it is in either.
func (k *Key) Merge(other *Key) {
	if other == nil {
		return
	}
	k.Open = k.Open || other.Open
	if k.Kind == Unknown {
		k.Kind = other.Kind
	}
	for name, child := range other.Children {
		k.Child(name).Merge(child)
	}
}

// MarshalYAML writes a map with its keys, else the kind, and where that is not known "open" or "value".
func (k *Key) MarshalYAML() (any, error) {
	switch {
	case len(k.Children) > 0 && !k.Open:
		return k.Children, nil
	case k.Kind.open() && k.Open, k.Kind.plain() && !k.Open:
		return string(k.Kind), nil
	case k.Open:
		return openText, nil
	}
	return plainText, nil
}

// open says whether what stands below such a value is the user's own; plain, whether nothing does.
func (k Kind) open() bool  { return k == List || k == Map || k == Nothing }
func (k Kind) plain() bool { return k == Text || k == Number || k == Truth }

// UnmarshalYAML reads what MarshalYAML writes.
func (k *Key) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		k.Children = make(map[string]*Key, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			child := &Key{}
			if err := child.UnmarshalYAML(node.Content[i+1]); err != nil {
				return err
			}
			k.Children[node.Content[i].Value] = child
		}
		return nil
	}
	switch kind := Kind(node.Value); {
	case node.Value == openText:
		k.Open = true
	case node.Value == plainText:
	case kind.open() || kind.plain():
		k.Kind, k.Open = kind, kind.open()
	default:
		return fmt.Errorf("line %d: %q is not a key state: want %q, %q, a kind or a map", node.Line, node.Value, plainText, openText)
	}
	return nil
}
