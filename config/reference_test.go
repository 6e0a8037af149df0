package config

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write README.md instead of comparing with it")

const introduction = `# Configuration

All keys stand below ` + "`kalypso:`" + ` in ` + "`Pulumi.<stack>.yaml`" + `, or are set by hand; a key with a dot needs ` + "`--path`" + `:
` + "`pulumi config set --path 'kalypso:retention.logs' 7d`" + `. Unknown keys, wrong types and bad values are all reported at once,
before anything is deployed. Secrets are set with ` + "`--secret`" + `, and refused in clear.

This page is made of the comments in this package (` + "`go test ./config -update`" + `).

`

// The reference is the doc comments of document and of all that it holds, with the defaults of the profile dev.
func TestReference(t *testing.T) {
	doc, problems := Shipped().overDefaults(map[string]any{"objectStore": map[string]any{}})
	require.Empty(t, problems)
	doc.Cluster.Driver = Colima
	doc.Cluster.complete() // what colima and kind have; the driver itself and its context have other defaults
	doc.Cluster.Driver, doc.Cluster.Context = Existing, ""
	r := reference{comments: comments(t)}
	r.text.WriteString(introduction + "| key | type | default | meaning |\n|---|---|---|---|\n")
	r.structure("", reflect.ValueOf(doc))
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(r.text.String()), 0o644))
		return
	}
	want, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Equal(t, string(want), r.text.String(), "run the test with -update")
}

// reference writes a row for each key.
type reference struct {
	comments map[string]string
	text     strings.Builder
}

func (r *reference) structure(prefix string, value reflect.Value) {
	of := value.Type()
	for i := range of.NumField() {
		field := of.Field(i)
		if field.Anonymous {
			r.structure(prefix, value.Field(i))
		}
		if key := field.Tag.Get("key"); key != "" {
			r.field(prefix+key, r.comments[of.Name()+"."+field.Name], value.Field(i))
		}
	}
}

func (r *reference) field(key, comment string, value reflect.Value) {
	switch kind := value.Kind(); {
	case kind == reflect.Pointer && value.Type().Elem().Kind() == reflect.Struct:
		r.field(key, comment, value.Elem())
	case kind == reflect.Struct:
		r.row(key, "map", "", strings.TrimSpace(comment+" "+r.comments[value.Type().Name()]))
		r.structure(key+".", value)
	case kind == reflect.Map && value.Type().Elem().Kind() == reflect.Struct:
		r.row(key, "map", "", comment)
		r.structure(key+".<name>.", reflect.Zero(value.Type().Elem()))
	case kind == reflect.Map:
		r.row(key, "map", defaults(value), comment)
	default:
		r.row(key, kindOf(value), defaults(value), comment)
	}
}

func (r *reference) row(key, kind, fallback, comment string) {
	if strings.Contains(comment, "Required") {
		fallback = "required"
	}
	fmt.Fprintf(&r.text, "| `%s` | %s | %s | %s |\n", key, kind, fallback, strings.ReplaceAll(comment, "|", `\|`))
}

func kindOf(value reflect.Value) string {
	switch value.Interface().(type) {
	case Duration:
		return "duration"
	case *bool, bool:
		return "true, false"
	case int, float64:
		return "number"
	}
	return "text"
}

// defaults prints a value as a person would write it.
func defaults(value reflect.Value) string {
	switch v := value.Interface().(type) {
	case map[string]string:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, fmt.Sprintf("`%s: %s`", name, v[name]))
		}
		return strings.Join(all, ", ")
	case map[string]int:
		return "`1` each"
	case *bool:
		return "`true`"
	case fmt.Stringer:
		return "`" + v.String() + "`"
	}
	if value.Kind() == reflect.Map {
		return "`{}`"
	}
	if text := fmt.Sprint(value.Interface()); text != "" {
		return "`" + text + "`"
	}
	return "`\"\"`"
}

// comments are the doc comments of the package's types, by name, and of their fields, by "Type.Field", each in one line.
func comments(t *testing.T) map[string]string {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	all := map[string]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range parsed.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			spec := general.Specs[0].(*ast.TypeSpec)
			all[spec.Name.Name] = oneLine(general.Doc)
			if structure, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range structure.Fields.List {
					for _, name := range field.Names {
						all[spec.Name.Name+"."+name.Name] = oneLine(field.Doc)
					}
				}
			}
		}
	}
	return all
}

func oneLine(comment *ast.CommentGroup) string {
	return strings.Join(strings.Fields(comment.Text()), " ")
}
