package kit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit"
)

func TestAnIdlePlaceIsReadWithItsSwitch(t *testing.T) {
	place := kit.Idle{Path: kit.At("exporter"), Needs: [][]string{{"cache", "enabled"}, {"commands"}}}
	for _, c := range []struct {
		name   string
		values map[string]any
		want   bool
	}{
		{"nothing", nil, false},
		{"off", map[string]any{"cache": map[string]any{"enabled": false}}, false},
		{"on", map[string]any{"cache": map[string]any{"enabled": true}}, true},
		{"an empty list", map[string]any{"commands": []any{}}, false},
		{"a list", map[string]any{"commands": []any{"one"}}, true},
	} {
		assert.Equal(t, c.want, place.Read(c.values), c.name)
	}
	assert.False(t, kit.Idle{Path: kit.At("exporter")}.Read(map[string]any{"exporter": true}))
	assert.True(t, place.Written(map[string]any{"exporter": map[string]any{}}))
	assert.False(t, place.Written(nil))
}
