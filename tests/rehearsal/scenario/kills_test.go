package scenario

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestASeedDrawsTheSameKills(t *testing.T) {
	all := kills(7, 20)
	assert.Equal(t, all, kills(7, 20))
	assert.NotEqual(t, all, kills(8, 20))
	count, whole := map[string]int{}, 0
	for _, k := range all {
		count[k.kind]++
		if k.whole {
			whole++
		}
		assert.Positive(t, k.after)
	}
	assert.Equal(t, map[string]int{"up": 7, "upgrade": 7, "destroy": 6}, count)
	assert.True(t, 0 < whole && whole < 20, "the plugins die in some cases only: %d", whole)
}
