package keys_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
)

func TestDiscover(t *testing.T) {
	known, err := keys.Discover("testdata/demo", nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		path []string
		want bool
	}{
		"a plain value":                              {[]string{"replicas"}, true},
		"below a plain value":                        {[]string{"replicas", "min"}, false},
		"an absent key":                              {[]string{"replica"}, false},
		"a map's key":                                {[]string{"image", "tag"}, true},
		"a map's absent key":                         {[]string{"image", "tga"}, false},
		"an empty map":                               {[]string{"resources", "requests", "cpu"}, true},
		"an empty list":                              {[]string{"extraArgs", "x"}, true},
		"a null":                                     {[]string{"nodeSelector", "disk"}, true},
		"printed whole":                              {[]string{"securityContext", "fsGroup"}, true},
		"a key that nothing reads":                   {[]string{"dead", "other"}, false},
		"ranged over":                                {[]string{"labels", "any"}, true},
		"read in a with block":                       {[]string{"front", "priority"}, true},
		"read by a helper through a dictionary":      {[]string{"front", "gracePeriod"}, true},
		"read for another component only":            {[]string{"back", "gracePeriod"}, false},
		"read in a template among the values":        {[]string{"fromText", "level"}, true},
		"off by default, printed whole":              {[]string{"back", "probe", "port"}, true},
		"off by default, closed":                     {[]string{"back", "port"}, false},
		"name computed, seen by the probe":           {[]string{"settings", "format"}, true},
		"name computed, seen in base64":              {[]string{"secretly", "other"}, true},
		"all values in one file are not evidence":    {[]string{"anything"}, false},
		"the condition of a subchart":                {[]string{"store", "enabled"}, true},
		"a subchart's default":                       {[]string{"store", "size"}, true},
		"read in a subchart":                         {[]string{"store", "class"}, true},
		"absent in a subchart":                       {[]string{"store", "classes"}, false},
		"read in a subchart from the shared globals": {[]string{"global", "zone"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, known.Knows(c.path...), charts.Path(c.path))
		})
	}
}

func TestDiscoverRefusesAProfileThatDoesNotRender(t *testing.T) {
	_, err := keys.Discover("testdata/demo", []map[string]any{{"image": "not a map"}})
	assert.ErrorContains(t, err, "probing chart demo: profile 2")
}

// A schema overrules what else suggests that a map is open, and adds the keys that only it names.
func TestSchemaDecides(t *testing.T) {
	chart := t.TempDir()
	require.NoError(t, os.CopyFS(chart, os.DirFS("testdata/demo")))
	schema := `{"type": "object", "additionalProperties": true, "$defs": {"named": {"properties": {"fromReference": {}}}}, "properties": {
		"securityContext": {"additionalProperties": false, "properties": {"runAsUser": {}, "fromSchema": {}}},
		"front": {"allOf": [{"$ref": "#/$defs/named"}]},
		"image": {"additionalProperties": {"type": "string"}}}}`
	require.NoError(t, os.WriteFile(filepath.Join(chart, "values.schema.json"), []byte(schema), 0o600))
	known, err := keys.Discover(chart, nil)
	require.NoError(t, err)
	assert.True(t, known.Knows("securityContext", "fromSchema"))
	assert.False(t, known.Knows("securityContext", "fsGroup"), "printed whole, but the schema forbids it")
	assert.True(t, known.Knows("front", "fromReference"))
	assert.True(t, known.Knows("image", "any"))
	assert.False(t, known.Knows("anything"), "the root is never open")
}
