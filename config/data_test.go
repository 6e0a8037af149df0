package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

func TestData(t *testing.T) {
	large := config.Shipped()
	large.Profiles["large"] = large.Profiles["dev"]
	for name, c := range map[string]struct {
		keys        settings
		all, ofLoki config.Data
	}{
		"dev":             {nil, config.Delete, config.Delete},
		"another profile": {settings{"profile": "large"}, config.Keep, config.Keep},
		"kind":            {settings{"profile": "large", "cluster": `{"driver": "kind"}`, "ebpf": "off"}, config.Delete, config.Delete},
		"said":            {settings{"data": "keep"}, config.Keep, config.Keep},
		"said with kind":  {settings{"data": "keep", "cluster": `{"driver": "kind"}`, "ebpf": "off"}, config.Keep, config.Keep},
		"said for one":    {settings{"data": "keep", "components": `{"loki": {"data": "delete"}}`}, config.Keep, config.Delete},
		"kept for one":    {settings{"components": `{"loki": {"data": "keep"}}`}, config.Delete, config.Keep},
		"of one that is off": {settings{"profile": "large", "components": `{"loki": {"enabled": false, "data": "delete"}}`},
			config.Keep, config.Delete},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := with(c.keys).parseFor(large)
			require.NoError(t, err)
			assert.Equal(t, c.all, got.DataOf("mimir"))
			assert.Equal(t, c.all, got.Data)
			assert.Equal(t, c.ofLoki, got.DataOf("loki"))
		})
	}
}
