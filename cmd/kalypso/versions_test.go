package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// What the program and the commands both import is compiled once for both, as long as it is the same version.
func TestWhatIsSharedWithTheProgramHasItsVersion(t *testing.T) {
	program := versions(t, filepath.Join("..", ".."), ".")
	require.NotEmpty(t, program)
	for _, module := range []string{".", filepath.Join("..", "..", "tests")} {
		for path, version := range versions(t, module, "./...") {
			if want, shared := program[path]; shared && want != "" {
				assert.Equal(t, want, version, "%s in %s: `go get %s@%s` there, or that version in the program's go.mod", path, module, path, want)
			}
		}
	}
}

// versions are those of the modules that packages import, by path.
func versions(t *testing.T, module, packages string) map[string]string {
	t.Helper()
	listed, err := tools.Go(t.Context(), module, "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{end}}", packages)
	require.NoError(t, err)
	found := map[string]string{}
	for line := range strings.Lines(listed) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		found[path] = version
	}
	return found
}
