package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Unpinned is the problem that an entry of helmCharts has no exact version, so that two updates would install two things.
type Unpinned struct {
	// File is the kustomization, from the project's root; Entry the place in helmCharts.
	File  string
	Entry int
	// Name and Repo are the chart's, Found what is written as its version.
	Name, Repo, Found string
}

// Error says what is wrong, without what the repository has.
func (u *Unpinned) Error() string {
	at := fmt.Sprintf("%s: helmCharts[%d].version: ", u.File, u.Entry)
	if u.Found == "" {
		return at + "missing; want one exact version like 1.2.3"
	}
	return at + fmt.Sprintf("found %q, want one exact version like 1.2.3", u.Found)
}

// pinned notes an entry without an exact version.
func (d *directory) pinned(number int, at string, pin pin) {
	if exact.MatchString(pin.Version) || d.reported(d.kustomizationFile, at+".version") {
		return
	}
	d.problems = append(d.problems, &Unpinned{d.in(d.kustomizationFile), number, pin.Name, pin.Repo, pin.Version})
}

// AllUnpinned are those among the problems that Load has found.
func AllUnpinned(err error) []*Unpinned {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // what Load returns
	if !ok {
		return nil
	}
	var all []*Unpinned
	for _, problem := range joined.Unwrap() {
		var one *Unpinned
		if errors.As(problem, &one) {
			all = append(all, one)
		}
	}
	return all
}

// Pin writes the version of an entry into the text of a kustomization, and changes nothing else of it.
func Pin(text []byte, number int, version string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	_, charts := entry(document.Content[0], "helmCharts")
	if charts == nil || number >= len(charts.Content) {
		return nil, fmt.Errorf("it has no helmCharts[%d]", number)
	}
	at := charts.Content[number]
	lines := strings.SplitAfter(string(text), "\n")
	_, name := entry(at, "name")
	switch _, old := entry(at, "version"); {
	case old != nil:
		replace(lines, old, version)
	case name == nil:
		return nil, fmt.Errorf("its helmCharts[%d] has no name", number)
	case at.Style == yaml.FlowStyle:
		replace(lines, name, written(name)+", version: "+version)
	default:
		key := at.Content[0]
		if last := &lines[name.Line-1]; !strings.HasSuffix(*last, "\n") {
			*last += "\n"
		}
		lines = slices.Insert(lines, name.Line, strings.Repeat(" ", key.Column-1)+"version: "+version+"\n")
	}
	return []byte(strings.Join(lines, "")), nil
}

// entry is a key of a map and its value; nil without it.
func entry(node *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

// replace puts another text in the place of a scalar of one line. Columns count runes from 1.
func replace(lines []string, scalar *yaml.Node, text string) {
	line := []rune(lines[scalar.Line-1])
	start := scalar.Column - 1
	end := start + len([]rune(written(scalar)))
	lines[scalar.Line-1] = string(line[:start]) + text + string(line[end:])
}

// written is a scalar as it stands in the file.
func written(scalar *yaml.Node) string {
	switch scalar.Style {
	case yaml.DoubleQuotedStyle:
		return `"` + scalar.Value + `"`
	case yaml.SingleQuotedStyle:
		return "'" + scalar.Value + "'"
	}
	return scalar.Value
}
