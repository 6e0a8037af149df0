package stacks_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// pinned returns the pinned version of a component's first chart, by component.
func pinned(t *testing.T) func(component string) string {
	t.Helper()
	components, err := kustomize.Load("..")
	require.NoError(t, err)
	return func(name string) string {
		at := slices.IndexFunc(components, func(c manifest.Component) bool { return c.Name == name })
		return components[at].Charts[0].Version
	}
}

// rewrite replaces text in a file of the project, which must be there.
func rewrite(file, old, text string) func(*testing.T, string) {
	return func(t *testing.T, project string) {
		t.Helper()
		path := filepath.Join(project, file)
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Contains(t, string(content), old)
		require.NoError(t, os.WriteFile(path, bytes.ReplaceAll(content, []byte(old), []byte(text)), 0o644))
	}
}

// duplicate copies a directory of manifests/ under another name, with one text replaced in the given files.
func duplicate(from, to, old, text string, files ...string) func(*testing.T, string) {
	return func(t *testing.T, project string) {
		t.Helper()
		source, target := filepath.Join(project, "manifests", from), filepath.Join("manifests", to)
		require.NoError(t, os.CopyFS(filepath.Join(project, target), os.DirFS(source)))
		for _, file := range files {
			rewrite(filepath.Join(target, file), old, text)(t, project)
		}
	}
}
