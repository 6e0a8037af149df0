package charts

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Problem is a value that a chart would ignore without a word, or fail on.
type Problem struct {
	// Path is the first key on the way down that the chart does not know, from the root of the values.
	Path []string
	// Misfit says what a key that the chart knows holds and should hold; "" for one that it does not know.
	Misfit string
	// Nearest is the known path that was most likely meant; nil when none is near.
	Nearest []string
	// Known lists the keys that the chart knows in that place.
	Known []string
}

// String says what is wrong and what would be right.
func (p Problem) String() string {
	if p.Misfit != "" {
		return Path(p.Path) + ": " + p.Misfit
	}
	text := fmt.Sprintf("%s: the chart does not know this key", Path(p.Path))
	switch {
	case p.Nearest != nil:
		return text + "; the nearest it knows is " + Path(p.Nearest)
	case len(p.Known) == 0:
		return text + "; it takes a plain value there, with no keys below"
	case len(p.Known) <= 12:
		return text + "; it knows " + strings.Join(p.Known, ", ")
	}
	return text
}

// Path writes a key path as people do: a.b.c, with a key that holds a dot in quotes.
func Path(keys []string) string {
	quoted := make([]string, len(keys))
	for i, key := range keys {
		if quoted[i] = key; strings.Contains(key, ".") {
			quoted[i] = fmt.Sprintf("%q", key)
		}
	}
	return strings.Join(quoted, ".")
}

// Unfit finds every path in the values that the chart does not know, or that it takes something else at, in sorted order; of a whole
// subtree only its top. Facts without keys know nothing, so find nothing.
func (f Facts) Unfit(values map[string]any) []Problem {
	if f.Keys == nil {
		return nil
	}
	used := map[string]bool{}
	references(values, used)
	problems := slices.DeleteFunc(walk(f.Keys, f.Keys, nil, values), func(p Problem) bool {
		return p.Misfit == "" && used[strings.Join(p.Path, ".")]
	})
	for i, problem := range problems {
		if now, known := older(f.chart, problem.Path); known && problem.Misfit == "" {
			problems[i].Misfit = "the chart had this key in older versions, and has no such thing any more: remove it"
			if now != "" {
				problems[i].Misfit = "the chart had this key in older versions; it is " + now + " now"
			}
		}
	}
	return problems
}

// reference is a.b.c in .Values.a.b.c.
var reference = regexp.MustCompile(`\.Values\.([\w.]+)`)

// references collects the paths (with all their beginnings) that templates among the values themselves read. A chart that
// expands such templates makes a key known that only the user has heard of.
func references(v any, used map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, below := range v {
			references(below, used)
		}
	case []any:
		for _, item := range v {
			references(item, used)
		}
	case string:
		for _, match := range reference.FindAllStringSubmatch(v, -1) {
			keys := strings.Split(match[1], ".")
			for i := range keys {
				used[strings.Join(keys[:i+1], ".")] = true
			}
		}
	}
}

func walk(root, node *Key, at []string, values map[string]any) []Problem {
	if node.Open {
		return nil
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(values)) {
		path := append(slices.Clone(at), name)
		below, isMap := values[name].(map[string]any)
		child, known := node.Children[name]
		misfit := ""
		if known {
			misfit = child.misfit(values[name])
		}
		switch {
		case !known:
			problems = append(problems, Problem{Path: path, Nearest: near(root, node, path, values[name]), Known: names(node)})
		case misfit != "":
			problems = append(problems, Problem{Path: path, Misfit: misfit})
		case isMap:
			problems = append(problems, walk(root, child, path, below)...)
		}
	}
	return problems
}
