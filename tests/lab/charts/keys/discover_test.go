package keys_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
)

func TestDiscover(t *testing.T) {
	known, err := discover(t, "testdata/demo")
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

// discover returns the keys of an unpacked chart.
func discover(t *testing.T, directory string) (*charts.Key, error) {
	t.Helper()
	chart, err := loader.Load(directory)
	require.NoError(t, err)
	return keys.Discover(chart)
}

// What a search for .Values.a.b in the text of the templates would not find: the reason for an interpreter.
func TestDiscoverFollowsScopes(t *testing.T) {
	known, err := discover(t, "testdata/demo")
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, filepath.WalkDir("testdata/demo", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.Contains(path, "templates/") {
			return err
		}
		content, err := os.ReadFile(path)
		text.Write(content)
		return err
	}))
	for _, path := range [][]string{{"front", "priority"}, {"front", "gracePeriod"}, {"fromText", "level"}} {
		assert.True(t, known.Knows(path...), path)
		assert.NotContains(t, text.String(), ".Values."+strings.Join(path, "."))
	}
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
	known, err := discover(t, chart)
	require.NoError(t, err)
	assert.True(t, known.Knows("securityContext", "fromSchema"))
	assert.False(t, known.Knows("securityContext", "fsGroup"), "printed whole, but the schema forbids it")
	assert.True(t, known.Knows("front", "fromReference"))
	assert.True(t, known.Knows("image", "any"))
	assert.False(t, known.Knows("anything"), "the root is never open")
}
