package stacks_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// The README quotes these two files. They are worked out from the edges as the engine is told of them, not from the
// table that they were made from.
func TestLevels(t *testing.T) {
	for ordering, count := range map[string]int{"waves": 7, "dependencies": 3} {
		t.Run(ordering, func(t *testing.T) {
			recorded := deploy(t, stackstest.Config{"ordering": ordering})
			assert.Len(t, recorded.byLevel(t), count)
			golden(t, "levels-"+ordering+".golden", recorded.drawing(t, ordering))
		})
	}
}

// The stack's own output, for people without this repository, must tell the same.
func TestWavesOutputIsTrue(t *testing.T) {
	for _, ordering := range []string{"waves", "dependencies"} {
		recorded := deploy(t, stackstest.Config{"ordering": ordering})
		var told [][]string
		for i, line := range texts(recorded.output(t, "waves")) {
			level, names, _ := strings.Cut(line, ": ")
			assert.Equal(t, fmt.Sprint(i+1), level)
			told = append(told, slices.Sorted(slices.Values(strings.Split(names, ", "))))
		}
		assert.Equal(t, recorded.byLevel(t), told)
	}
}

// drawing shows the components by level, and in each what starts, in its order:
//
//	2  istio    istio-base, then istiod
func (r *recording) drawing(t *testing.T, ordering string) string {
	t.Helper()
	width := 0
	for _, names := range r.byLevel(t) {
		for _, name := range names {
			width = max(width, len(name))
		}
	}
	text := &strings.Builder{}
	fmt.Fprintf(text, "kalypso:ordering: %s\n\n", ordering)
	for level, names := range r.byLevel(t) {
		for i, name := range names {
			number := fmt.Sprint(level + 1)
			if i > 0 {
				number = " "
			}
			fmt.Fprintf(text, "  %s  %-*s  %s\n", number, width, name, r.sequence(t, name))
		}
	}
	return text.String()
}

// byLevel returns the names of the components by level. A component is one level after the last of those that anything
// of it waits for.
func (r *recording) byLevel(t *testing.T) [][]string {
	t.Helper()
	level := map[string]int{}
	depths := r.depths(t, func(from, to registration) bool { return to.component() != "" && from.component() != to.component() })
	for _, one := range r.resources {
		if one.workload() {
			level[one.component()] = max(level[one.component()], depths[one.URN])
		}
	}
	levels := make([][]string, slices.Max(slices.Collect(maps.Values(level)))+1)
	for _, name := range slices.Sorted(maps.Keys(level)) {
		levels[level[name]] = append(levels[level[name]], name)
	}
	return levels
}

// sequence is what starts in a component: "a, b" at once, "a, then b" one after the other.
func (r *recording) sequence(t *testing.T, component string) string {
	t.Helper()
	inside := r.depths(t, func(from, to registration) bool {
		return from.component() == component && to.component() == component && to.workload()
	})
	steps := map[int][]string{}
	for _, one := range r.resources {
		if one.component() == component && one.workload() {
			name := one.GetName()
			if one.kind() != "Release" {
				name = one.id()
			}
			steps[inside[one.URN]] = append(steps[inside[one.URN]], name)
		}
	}
	var text []string
	for _, step := range slices.Sorted(maps.Keys(steps)) {
		text = append(text, strings.Join(slices.Sorted(slices.Values(steps[step])), ", "))
	}
	return strings.Join(text, ", then ")
}

// depths is how many edges that count the longest way from each resource down has.
func (r *recording) depths(t *testing.T, counts func(from, to registration) bool) map[string]int {
	t.Helper()
	depths := map[string]int{}
	var depth func(one registration) int
	depth = func(one registration) int {
		if known, ok := depths[one.URN]; ok {
			return known
		}
		deepest := 0
		for _, on := range r.dependencies(t, one) {
			below := depth(on)
			if counts(one, on) {
				below++
			}
			deepest = max(deepest, below)
		}
		depths[one.URN] = deepest
		return deepest
	}
	for _, one := range r.resources {
		depth(one)
	}
	return depths
}

// The README quotes both listings.
func TestTheReadmeQuotesTheLevels(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, ordering := range []string{"waves", "dependencies"} {
		levels, err := os.ReadFile("testdata/levels-" + ordering + ".golden")
		require.NoError(t, err)
		for line := range strings.Lines(string(levels)) {
			assert.True(t, strings.Contains(string(readme), "    "+line) || line == "\n", "stacks/README.md lacks a line of %s: %s", ordering, line)
		}
	}
}
