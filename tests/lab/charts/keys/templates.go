package keys

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"helm.sh/helm/v3/pkg/chart"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// reader walks the templates of a chart and notes each place in the values that they read or print whole.
type reader struct {
	known *charts.Key
	// defines are all named templates, of the chart and its subcharts: Helm gives them one name space.
	defines map[string]*parse.Tree
	// roots are the values' places of the charts: the top, and the name of each subchart.
	roots map[string]bool
	// done holds, by name and argument, what a named template was found to print; a value under way counts as nothing.
	done map[string]value
}

// FromTemplates adds to known what the templates of the chart and its subcharts read: a.b.c for .Values.a.b.c, also
// through with, range, variables, includes and dictionaries. A place that is printed whole (toYaml) becomes open.
func FromTemplates(known *charts.Key, c *chart.Chart) error {
	r := &reader{known: known, defines: map[string]*parse.Tree{}, roots: map[string]bool{}, done: map[string]value{}}
	var files []file
	if err := r.parseChart(c, nil, &files); err != nil {
		return err
	}
	for _, f := range files {
		if tree := r.defines[f.name]; tree != nil {
			r.root(tree, f.at)
		}
	}
	return nil
}

// file is a template file and where the values of its chart are.
type file struct {
	name string
	at   []string
}

func (r *reader) parseChart(c *chart.Chart, at []string, files *[]file) error {
	r.roots[strings.Join(at, ".")] = true
	texts := map[string]string{}
	for _, t := range c.Templates {
		texts[strings.Join(at, "/")+":"+t.Name] = string(t.Data)
	}
	inValues(c.Values, func(path, text string) { texts[strings.Join(at, "/")+":values:"+path] = text })
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		tree, own := parse.New(name), map[string]*parse.Tree{}
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(texts[name], "", "", own); err != nil {
			if strings.Contains(name, ":values:") {
				continue // text of another template language, such as an alert's
			}
			return fmt.Errorf("parsing template %s: %w", name, err)
		}
		maps.Copy(r.defines, own) // a name that is defined twice holds the last text, as in Helm
		*files = append(*files, file{name, at})
	}
	for _, d := range c.Dependencies() {
		if err := r.parseChart(d, append(slices.Clone(at), subchartName(c, d)), files); err != nil {
			return err
		}
	}
	return nil
}

// inValues calls visit for each string in the values that is itself a template: charts keep their program's
// configuration in one.
func inValues(values any, visit func(path, text string)) {
	var descend func(any, string)
	descend = func(v any, path string) {
		switch v := v.(type) {
		case map[string]any:
			for name, below := range v {
				descend(below, path+"."+name)
			}
		case string:
			if strings.Contains(v, "{{") && strings.Contains(v, ".Values") {
				visit(path, v)
			}
		}
	}
	descend(values, "")
}

// subchartName is the key of the subchart's values in its parent: its alias where it has one.
func subchartName(parent, child *chart.Chart) string {
	for _, d := range parent.Metadata.Dependencies {
		if d.Name == child.Name() && d.Alias != "" {
			return d.Alias
		}
	}
	return child.Name()
}

// root walks a template file: what it prints whole is open.
func (r *reader) root(tree *parse.Tree, at []string) {
	dot := value{fields: map[string]value{"Values": {paths: [][]string{at}}}}
	printed := r.walk(tree, dot)
	if printed.dumped {
		r.open(printed)
	}
}

func (r *reader) open(v value) {
	for _, path := range v.paths {
		if !r.isRoot(path) {
			r.known.Add(path...).Open = true
		}
	}
}

func (r *reader) isRoot(path []string) bool { return r.roots[strings.Join(path, ".")] }

// walk returns what the template prints: whole places and constant text.
func (r *reader) walk(tree *parse.Tree, dot value) value {
	s := &scope{reader: r, variables: map[string]value{"$": dot}}
	s.list(tree.Root, dot)
	printed := join(s.printed...)
	if len(printed.texts) != 1 || len(s.printed) != 1 {
		printed.texts = nil
	}
	return printed
}

// field is the value under a key of v.
func (r *reader) field(v value, key string) value {
	found := v.fields[key]
	for _, path := range v.paths {
		next := append(slices.Clone(path), key)
		if r.isRoot(path) && key == "global" {
			next = []string{"global"}
		}
		r.known.Add(next...)
		found = join(found, value{paths: [][]string{next}})
	}
	return found
}
