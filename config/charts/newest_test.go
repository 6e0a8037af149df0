package charts_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

func TestNewestAsksWhereTheChartComesFrom(t *testing.T) {
	demo := func(version string) []byte { return packed(t, "demo", version) }
	archives := map[string][]byte{"demo-1.9.0": demo("1.9.0"), "demo-1.10.0": demo("1.10.0"), "demo-2.0.0-rc.1": demo("2.0.0-rc.1"), "early-0.1.0-a": packed(t, "early", "0.1.0-a")}
	server, _ := repository(t, archives)
	dir := t.TempDir()
	for name, archive := range archives {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".tgz"), archive, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "demo-operator-9.0.0.tgz"), packed(t, "demo-operator", "9.0.0"), 0o600))
	double := registry(t, map[string][]byte{"charts/demo:1.9.0": demo("1.9.0"), "charts/demo:1.10.0": demo("1.10.0")})
	for name, c := range map[string]struct {
		supply     charts.Supply
		chart      charts.Request
		want, says string
	}{
		"repository":                {charts.Supply{}, charts.Request{Name: "demo", Repo: server.URL + "/stable"}, "1.10.0", ""},
		"registry":                  {charts.Supply{}, charts.Request{Name: "demo", Repo: "oci://" + double.host + "/charts"}, "1.10.0", ""},
		"mirror":                    {charts.Supply{Source: server.URL + "/stable"}, charts.Request{Name: "demo", Repo: "https://nowhere.invalid"}, "1.10.0", ""},
		"directory":                 {charts.Supply{Source: dir}, charts.Request{Name: "demo"}, "1.10.0", ""},
		"nothing but a pre-release": {charts.Supply{Source: dir}, charts.Request{Name: "early"}, "0.1.0-a", ""},
		"no such chart":             {charts.Supply{}, charts.Request{Name: "demi", Repo: server.URL + "/stable"}, "", "has no chart demi"},
		"none in the directory":     {charts.Supply{Source: dir}, charts.Request{Name: "demi"}, "", "there is none"},
		"no repository":             {charts.Supply{}, charts.Request{Name: "demo"}, "", "names no repo"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.supply.Newest(t.Context(), c.chart)
			assert.Equal(t, c.want, got)
			if c.says != "" {
				assert.ErrorContains(t, err, c.says)
			} else {
				assert.NoError(t, err)
			}
		})
	}
}
