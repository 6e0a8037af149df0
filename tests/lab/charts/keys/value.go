package keys

import (
	"fmt"
	"sort"
	"strings"
)

// value is what a template expression may stand for, as far as reading the templates tells: places in the chart's
// values, constant strings, or a dictionary made in the template. The zero value stands for anything else.
type value struct {
	// paths are the places in the values, each a chain of keys from the root of the values.
	paths [][]string
	// texts are the constant strings it may be.
	texts []string
	// fields are the entries of a dictionary made in the template.
	fields map[string]value
	// items are the elements of a list made in the template; listed tells that it is one.
	items  []value
	listed bool
	// dumped tells that the places were turned into text whole, by toYaml and the like.
	dumped bool
}

// join is a value that may be any of the given ones.
func join(values ...value) value {
	var all value
	for _, v := range values {
		all.paths = append(all.paths, v.paths...)
		all.texts = append(all.texts, v.texts...)
		all.items = append(all.items, v.items...)
		all.listed = all.listed || v.listed
		all.dumped = all.dumped || v.dumped
		for name, field := range v.fields {
			if all.fields == nil {
				all.fields = map[string]value{}
			}
			all.fields[name] = join(all.fields[name], field)
		}
	}
	all.paths = unique(all.paths)
	all.texts = uniqueTexts(all.texts)
	return all
}

func text(s string) value { return value{texts: []string{s}} }

// id names the value for the memory of what was already walked.
func (v value) id() string {
	var b strings.Builder
	for _, p := range v.paths {
		fmt.Fprintf(&b, "p%q", p)
	}
	fmt.Fprintf(&b, "t%q", v.texts)
	names := make([]string, 0, len(v.fields))
	for name := range v.fields {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s{%s}", name, v.fields[name].id())
	}
	for _, item := range v.items {
		fmt.Fprintf(&b, "[%s]", item.id())
	}
	return b.String()
}

func unique(paths [][]string) [][]string {
	seen := map[string]bool{}
	var kept [][]string
	for _, p := range paths {
		id := strings.Join(p, "\x00")
		if !seen[id] {
			seen[id] = true
			kept = append(kept, p)
		}
	}
	return kept
}

func uniqueTexts(texts []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, t := range texts {
		if !seen[t] {
			seen[t] = true
			kept = append(kept, t)
		}
	}
	return kept
}
