package charts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

const shapes = `
chart@1.0.0:
  version: 1.0.0
  sha256: 0000000000000000000000000000000000000000000000000000000000000000
  keys:
    replicas: number
    name: text
    image: value
    enabled: truth
    args: list
    labels: map
    extra: open
    resources: nothing
    store: {size: text, class: nothing}
`

func TestWhatStandsInTheWrongPlaceIsSaid(t *testing.T) {
	lock, err := charts.DecodeLock([]byte(shapes))
	require.NoError(t, err)
	facts := lock["chart@1.0.0"]
	for name, c := range map[string]struct {
		values map[string]any
		want   string // "" for nothing
	}{
		"a scalar for a map with keys":    {map[string]any{"store": false}, "store: found false, want a map with class, size"},
		"a list for a map with keys":      {map[string]any{"store": []any{"x"}}, "store: found a list, want a map with class, size"},
		"a map for a list":                {map[string]any{"args": map[string]any{"a": 1}}, "args: found a map, want a list"},
		"a text for a list":               {map[string]any{"args": "-v"}, `args: found text "-v", want a list`},
		"a truth for an open map":         {map[string]any{"labels": true}, "labels: found true, want a map"},
		"a list for a number":             {map[string]any{"replicas": []any{1}}, "replicas: found a list, want a plain value (number)"},
		"a word of YAML 1.1 for false":    {map[string]any{"enabled": "no"}, `enabled: found text "no", want false, without quotes`},
		"a word of YAML 1.1 for true":     {map[string]any{"enabled": "On"}, `enabled: found text "On", want true, without quotes`},
		"a quoted truth":                  {map[string]any{"enabled": "false"}, "want false, without quotes"},
		"a null that deletes a list":      {map[string]any{"args": nil}, "args: found null, want a value: what it lies over has one of its own, and no key is deleted this way; write []"},
		"a null that deletes keys":        {map[string]any{"store": nil}, "write its keys, one by one: class, size"},
		"a null for a truth":              {map[string]any{"enabled": nil}, "write true or false"},
		"an unknown key":                  {map[string]any{"stroe": map[string]any{"size": "1Gi"}}, "stroe: the chart does not know this key; the nearest it knows is store"},
		"a null that changes nothing":     {map[string]any{"resources": nil, "store": map[string]any{"class": nil, "size": "1Gi"}}, ""},
		"a map where the chart has null":  {map[string]any{"resources": map[string]any{"limits": 1}}, ""},
		"a text in an open map's place":   {map[string]any{"labels": "{{ include `x` . }}"}, ""},
		"a text that is no truth":         {map[string]any{"enabled": "auto"}, ""},
		"a number as text, a text number": {map[string]any{"replicas": "3", "name": 7}, ""},
		"anything where nothing is known": {map[string]any{"extra": []any{1}, "image": "x"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			problems := facts.Unfit(facts.Settled(c.values, nil))
			if c.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Contains(t, problems[0].String(), c.want)
		})
	}
	assert.Equal(t, map[string]any{"store": map[string]any{"size": "1Gi"}, "new": nil},
		facts.Settled(map[string]any{"resources": nil, "store": map[string]any{"class": nil, "size": "1Gi"}, "new": nil}, nil))
	assert.Equal(t, map[string]any{"resources": nil}, facts.Settled(map[string]any{"resources": nil}, map[string]any{"resources": 1}),
		"something weaker has a value there")
}

func TestKindsAreWrittenAsTheyAreRead(t *testing.T) {
	lock, err := charts.DecodeLock([]byte(shapes))
	require.NoError(t, err)
	text, err := lock.Encode()
	require.NoError(t, err)
	again, err := charts.DecodeLock(text)
	require.NoError(t, err)
	assert.Equal(t, lock["chart@1.0.0"].Keys, again["chart@1.0.0"].Keys)
	_, err = charts.DecodeLock([]byte("chart@1.0.0: {version: 1.0.0, keys: {a: sometimes}}"))
	assert.ErrorContains(t, err, `"sometimes" is not a key state`)
}
