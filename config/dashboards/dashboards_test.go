package dashboards_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/dashboards"
)

const good = `{
  "id": 17,
  "uid": "shop",
  "title": "Shop",
  "annotations": {"list": [{"name": "Deployments", "datasource": {"uid": "loki"}}]},
  "templating": {"list": [{"name": "namespace", "datasource": {"type": "prometheus", "uid": "mimir"}}]},
  "panels": [
    {"type": "row", "title": "Is it fast?"},
    {"type": "timeseries", "title": "Orders", "datasource": {"type": "prometheus", "uid": "mimir"}},
    {"type": "row", "title": "What does it say?"},
    {"type": "logs", "title": "Lines", "datasource": {"type": "loki", "uid": "loki"}},
    {"type": "row", "title": "More", "collapsed": true, "panels": [{"type": "logs", "title": "Errors", "targets": [{"datasource": {"uid": "loki"}}]}]}
  ]
}
`

func TestWhatIsWrongWithADashboardIsSaid(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":        {strings.Replace(good, `"title": "Shop",`, `"title": "Shop"`, 1), `line 5: invalid character '"' after object key:value pair`},
		"cut off":        {good[:len(good)-20], "line 12: unexpected EOF"},
		"another format": {"apiVersion: 1", "line 1: invalid character 'a'"},
		"a list":         {"[]", "line 1: json: cannot unmarshal array"},
		"two":            {good + good, "line 15: more follows behind the dashboard"},
		"no uid":         {strings.Replace(good, `"uid": "shop",`, "", 1), `uid: found "", want 1 to 40`},
		"a bad uid":      {strings.Replace(good, `"uid": "shop",`, `"uid": "my shop",`, 1), `uid: found "my shop"`},
		"no dashboard":   {`{"uid": "shop", "spec": {}}`, "title: missing; is this the JSON of a dashboard?"},
		"too large": {strings.Replace(good, `"title": "Shop",`, `"title": "Shop", "description": "`+strings.Repeat("x", dashboards.Most)+`",`, 1),
			"bytes without white space, and a ConfigMap holds 1000000: make two of it"},
		"an input": {strings.Replace(good, `"id": 17,`, `"__inputs": [{"name": "DS", "type": "datasource", "pluginId": "influxdb"}],`, 1),
			"__inputs: DS asks for datasource influxdb"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := dashboards.Parse([]byte(c.text))
			require.NotEmpty(t, problems)
			assert.Contains(t, problems[0].Error(), c.want)
		})
	}
}

func TestADashboardIsForEveryGrafana(t *testing.T) {
	exported := strings.Replace(strings.ReplaceAll(good, `"uid": "mimir"`, `"uid": "${DS_METRICS}"`), `"id": 17,`,
		`"__inputs": [{"name": "DS_METRICS", "type": "datasource", "pluginId": "prometheus"}], "__requires": [], "id": 17,`, 1)
	d, problems := dashboards.Parse([]byte(exported))
	require.Empty(t, problems)
	assert.Equal(t, []string{"loki", "mimir"}, d.Sources)
	assert.NotContains(t, d.JSON(), "__")
	assert.NotContains(t, d.JSON(), `"id"`)
	assert.NotContains(t, d.JSON(), "\n")
}

func TestWhatAsksADatasourceThatIsOffGoes(t *testing.T) {
	d, problems := dashboards.Parse([]byte(good))
	require.Empty(t, problems)
	same, ok := d.Without([]string{"tempo"})
	assert.True(t, ok)
	assert.Equal(t, d.JSON(), same.JSON())

	rest, ok := d.Without([]string{"loki"})
	require.True(t, ok)
	assert.Contains(t, rest.JSON(), "Orders")
	for _, gone := range []string{"Lines", "Errors", "What does it say?", "More", "Deployments"} {
		assert.NotContains(t, rest.JSON(), gone)
	}
	assert.Contains(t, d.JSON(), "Lines", "the dashboard itself stays")

	_, ok = d.Without([]string{"loki", "mimir"})
	assert.False(t, ok)
}
