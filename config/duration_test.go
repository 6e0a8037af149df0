package config_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

func TestDuration(t *testing.T) {
	for _, c := range []struct{ text, hours, printed string }{
		{"30d", "720h", "30d"},
		{"2w", "336h", "14d"},
		{"1w3d12h", "252h", "252h0m0s"},
		{"1w24h", "192h", "8d"},
		{"36h", "36h", "36h0m0s"},
		{"48h", "48h", "2d"},
		{"90m", "1h", "1h30m0s"},
		{"0d", "0h", "0s"},
	} {
		var d config.Duration
		require.NoError(t, d.UnmarshalText([]byte(c.text)), c.text)
		assert.Equal(t, c.hours, d.Hours(), c.text)
		assert.Equal(t, c.printed, d.String(), c.text)
	}
}

func TestDurationRefuses(t *testing.T) {
	for _, text := range []string{
		"", "d", "w", "30", "30 d", "30d ", "1.5d", "-3d", "3d-1h", "-36h", "1d1w", "1d1d", "1y", "forever", "+1d",
		"99999999999d", "99999999w", "15000w99999d", "15250w2562047h",
	} {
		d := config.Days(5)
		err := d.UnmarshalText([]byte(text))
		require.Error(t, err, "%q", text)
		assert.ErrorContains(t, err, "want a length of time like 36h, 30d or 2w")
		assert.Equal(t, config.Days(5), d, "%q changed it", text)
	}
}

func TestDurationInJSON(t *testing.T) {
	text, err := json.Marshal(config.Retention{Logs: config.Days(30)})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"Logs":"30d"`)
}
