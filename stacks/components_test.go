package stacks

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A package that makes a component and has no row would be a drop-in without a word; addon is the one that drop-ins have.
func TestEveryComponentHasOneRow(t *testing.T) {
	var rows []string
	for _, r := range components() {
		rows = append(rows, r.name)
		assert.DirExists(t, filepath.Join("..", "manifests", r.name))
	}
	assert.ElementsMatch(t, slices.DeleteFunc(makers(t), func(name string) bool { return name == "addon" }), rows)
}

// makers are the packages of components/ with a type that embeds kit.Component.
func makers(t *testing.T) []string {
	directories, err := os.ReadDir("../components")
	require.NoError(t, err)
	var found []string
	for _, directory := range directories {
		files, err := filepath.Glob(filepath.Join("../components", directory.Name(), "*.go"))
		require.NoError(t, err)
		if slices.ContainsFunc(files, func(file string) bool { return embedsComponent(t, file) }) {
			found = append(found, directory.Name())
		}
	}
	return found
}

func embedsComponent(t *testing.T, file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	found := false
	ast.Inspect(parsed, func(node ast.Node) bool {
		structure, ok := node.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range structure.Fields.List {
			found = found || len(field.Names) == 0 && fmt.Sprint(field.Type) == "&{kit Component}"
		}
		return true
	})
	return found
}

func TestEdgesNameEarlierRows(t *testing.T) {
	var seen []string
	for _, r := range components() {
		for _, name := range r.after {
			assert.Contains(t, seen, name, "%s waits for %s", r.name, name)
		}
		seen = append(seen, r.name)
	}
}
