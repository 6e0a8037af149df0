package nearest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config/nearest"
)

func TestTo(t *testing.T) {
	known := []string{"logs", "metrics", "profiles", "traces"}
	for _, c := range []struct{ word, want string }{
		{"metrcs", "metrics"},   // a letter missing
		{"metricss", "metrics"}, // one too many
		{"mertics", "metrics"},  // neighbours swapped
		{"Metrics", "metrics"},  // wrong case
		{"log", "logs"},
		{"metrics", "metrics"},
		{"kafka", ""}, // nothing near
		{"", ""},
	} {
		got, ok := nearest.To(c.word, known)
		assert.Equal(t, c.want, got, "nearest to %q", c.word)
		assert.Equal(t, c.want != "", ok, "found something for %q", c.word)
	}
}

func TestToTakesTheFirstOfEquals(t *testing.T) {
	got, ok := nearest.To("bat", []string{"cat", "hat"})
	assert.True(t, ok)
	assert.Equal(t, "cat", got)
}

func TestToOfNothing(t *testing.T) {
	_, ok := nearest.To("word", nil)
	assert.False(t, ok)
}

func TestHint(t *testing.T) {
	assert.Equal(t, ", did you mean logs", nearest.Hint("lgos", []string{"logs"}))
	assert.Empty(t, nearest.Hint("kafka", []string{"logs"}))
}
