package manifest

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"

	"gopkg.in/yaml.v3"
)

// located adds to problems the lines of the keys that they name.
func located(fsys fs.FS, problems []error) []error {
	out := make([]error, len(problems))
	for i, problem := range problems {
		out[i] = problem
		if line := lineOf(fsys, problem.Error()); line > 0 {
			out[i] = fmt.Errorf("%w (line %d)", problem, line)
		}
	}
	return out
}

var (
	// place is the start of a problem: a file, the number of a document in it, a key.
	place = regexp.MustCompile(`^(\S+): (?:document (\d+) )?((?:[A-Za-z][\w-]*|\["(?:[^"\\]|\\.)*"\]|\[\d+\]|\.)+):? `)
	keys  = regexp.MustCompile(`\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|[A-Za-z][\w-]*`)
)

// lineOf is the line of the key that a problem names, or of the nearest key above it that is there; 0 if none is.
func lineOf(fsys fs.FS, problem string) int {
	found := place.FindStringSubmatch(problem)
	if found == nil {
		return 0
	}
	text, err := fs.ReadFile(fsys, found[1])
	if err != nil {
		return 0
	}
	number, _ := strconv.Atoi(found[2])
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var node yaml.Node
	for range max(number, 1) {
		node = yaml.Node{}
		if decoder.Decode(&node) != nil || len(node.Content) == 0 {
			return 0
		}
	}
	line := 0
	at := node.Content[0]
	for _, key := range keys.FindAllStringSubmatch(found[3], -1) {
		next, on := child(at, key)
		if next == nil {
			break
		}
		at, line = next, on
	}
	return line
}

// child follows one step of a path, and says the line that it stands on.
func child(node *yaml.Node, key []string) (*yaml.Node, int) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if key[2] != "" {
		if i, err := strconv.Atoi(key[2]); err == nil && node.Kind == yaml.SequenceNode && i < len(node.Content) {
			return node.Content[i], node.Content[i].Line
		}
		return nil, 0
	}
	name := key[0]
	if text, err := strconv.Unquote(`"` + key[1] + `"`); err == nil && key[1] != "" {
		name = text
	}
	if found, value := entry(node, name); found != nil {
		return value, found.Line
	}
	return nil, 0
}
