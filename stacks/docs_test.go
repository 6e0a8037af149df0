package stacks_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the pages tell to run and where they lead to must exist.
func TestThePagesNameWhatExists(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	require.NoError(t, err)
	target, link := regexp.MustCompile(`(?m)(?:^ +(?:sudo )?|`+"`"+`)make ([a-z][a-z-]*)`), regexp.MustCompile(`\]\(([^)#:]+)\)`)
	targets, links := 0, 0
	for _, page := range []string{
		"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "cmd/kalypso/README.md", "config/README.md", "components/cluster/README.md", "stacks/README.md",
		"tests/README.md", "tests/live/README.md",
	} {
		text, err := os.ReadFile(filepath.Join("..", page))
		require.NoError(t, err)
		for _, found := range target.FindAllStringSubmatch(string(text), -1) {
			targets++
			assert.Contains(t, string(makefile), "\n"+found[1]+":", "%s: make %s", page, found[1])
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			links++
			assert.FileExists(t, filepath.Join("..", filepath.Dir(page), found[1]), page)
		}
	}
	assert.Greater(t, min(targets, links), 5, "%d make targets and %d links found", targets, links)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	assert.LessOrEqual(t, strings.Count(string(readme), "\n"), 160, "lines of README.md, which is a door")
}
