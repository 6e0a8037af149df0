package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// dialect is how one of the tools reads YAML.
type dialect int

const (
	// helm takes a plain yes, no, on, off for a truth value, as YAML 1.1 does, and numbers as they come.
	helm dialect = iota
	// objects takes these words for text and a date for a time, as Kustomize does, and no number that JSON would round.
	objects
)

// documents reads all YAML documents of a file as maps, lists and scalars: whole numbers as int, every key as text. In both dialects
// a plain date is text, and keys that look like numbers are text.
func documents(text []byte, as dialect) ([]any, []error) {
	var out []any
	decoder, plain := yaml.NewDecoder(bytes.NewReader(text)), &plainer{as: as}
	for {
		var node yaml.Node
		if err := decoder.Decode(&node); errors.Is(err, io.EOF) {
			return out, plain.problems
		} else if err != nil {
			return nil, append(plain.problems, errors.New(strings.TrimPrefix(err.Error(), "yaml: ")))
		}
		before := len(plain.problems)
		plain.node("", &node)
		var value any
		if err := node.Decode(&value); err != nil && len(plain.problems) == before {
			plain.problems = append(plain.problems, errors.New(strings.TrimPrefix(err.Error(), "yaml: ")))
		}
		out = append(out, value)
	}
}

// plainer rewrites the tags of nodes where YAML 1.1 and 1.2 differ, and finds what no Kubernetes tool accepts.
type plainer struct {
	as       dialect
	problems []error
}

func (p *plainer) report(node *yaml.Node, path, format string, arguments ...any) {
	p.problems = append(p.problems, fmt.Errorf("line %d: %s: %s", node.Line, path, fmt.Sprintf(format, arguments...)))
}

func (p *plainer) node(path string, node *yaml.Node) {
	switch node.Kind {
	case yaml.DocumentNode:
		for _, content := range node.Content {
			p.node(path, content)
		}
	case yaml.MappingNode:
		p.mapping(path, node)
	case yaml.SequenceNode:
		for i, item := range node.Content {
			p.node(fmt.Sprintf("%s[%d]", path, i), item)
		}
	case yaml.ScalarNode:
		p.scalar(path, node)
	case yaml.AliasNode: // its anchor is rewritten where it stands
	}
}

func (p *plainer) mapping(path string, node *yaml.Node) {
	lines := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			p.report(key, path, "a key that is no text")
			continue
		}
		inside := strict.Join(path, key.Value)
		if first, twice := lines[key.Value]; twice {
			p.report(key, inside, "key written twice, first on line %d", first)
		}
		lines[key.Value] = key.Line
		if key.ShortTag() != "!!merge" {
			key.Tag = "!!str"
		}
		p.node(inside, value)
	}
}

// notes are the labels and annotations of an object.
var notes = regexp.MustCompile(`^metadata\.(labels|annotations)[.\[]`)

func (p *plainer) scalar(path string, node *yaml.Node) {
	if p.as == objects && notes.MatchString(path) && node.ShortTag() != "!!null" {
		node.Tag = "!!str" // as Kustomize has it; another type would be refused by the API server
		return
	}
	switch node.ShortTag() {
	case "!!timestamp":
		p.date(node)
	case "!!binary":
		p.report(node, path, "binary data is not supported")
	case "!!float":
		if strings.ContainsAny(node.Value, "nN") { // .inf, .nan
			p.report(node, path, "%s is no number in JSON, and so none for Kubernetes", node.Value)
		}
	case "!!int":
		p.whole(path, node)
	case "!!str":
		if node.Style != 0 || p.as == objects { // quoted, or a block: meant as text
			return
		}
		switch strings.ToLower(node.Value) {
		case "y", "yes", "on":
			node.Tag, node.Value = "!!bool", "true"
		case "n", "no", "off":
			node.Tag, node.Value = "!!bool", "false"
		}
	}
}

// date is text: for Helm as it is written, for Kustomize as JSON writes a time.
func (p *plainer) date(node *yaml.Node) {
	var at time.Time
	if p.as == objects && node.Decode(&at) == nil {
		node.Value = at.Format(time.RFC3339Nano)
	}
	node.Tag = "!!str"
}

// whole deals with whole numbers that a double does not hold: on the way to the cluster all numbers are doubles. Helm rounds them itself.
func (p *plainer) whole(path string, node *yaml.Node) {
	const most = 1 << 53
	var number int64
	exact := node.Decode(&number) == nil && -most <= number && number <= most
	switch {
	case exact:
	case p.as == objects:
		p.report(node, path, "%s has more digits than arrive: numbers beyond 9007199254740992 are rounded on the way to the cluster; "+
			"where the kind takes text, quote it", node.Value)
	case node.Decode(&number) != nil:
		node.Tag = "!!float"
	}
}
