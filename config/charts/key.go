package charts

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// Key is a node in the tree of value keys that a chart understands.
type Key struct {
	// Open tells that everything below is the user's own: the chart passes it on, to a pod or a program, as it is.
	Open bool
	// Children are the known keys below, by name; none for a plain value.
	Children map[string]*Key
}

// The text of a key without children: a plain value takes nothing below it, an open one takes anything.
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
	for name, child := range other.Children {
		k.Child(name).Merge(child)
	}
}

// MarshalYAML writes an open node as "open", a plain value as "value", and a map with its keys.
func (k *Key) MarshalYAML() (any, error) {
	switch {
	case k.Open:
		return openText, nil
	case len(k.Children) == 0:
		return plainText, nil
	}
	return k.Children, nil
}

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
	switch node.Value {
	case openText:
		k.Open = true
	case plainText:
	default:
		return fmt.Errorf("line %d: %q is not a key state: want %q, %q or a map", node.Line, node.Value, plainText, openText)
	}
	return nil
}
