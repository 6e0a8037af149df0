package charts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
)

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

// example is a small lock with one chart.
func example() charts.Lock {
	keys := &charts.Key{}
	keys.Add("replicas")
	keys.Add("image", "tag")
	keys.Add("config").Open = true
	return charts.Lock{"demo@1.2.3": {
		Repository: "https://charts.example.org", Version: "1.2.3", SHA256: strings.Repeat("ab", 32), AppVersion: "9",
		Images: []string{"demo:9"}, Keys: keys,
	}}
}

func TestLockSurvivesWritingAndReading(t *testing.T) {
	text, err := example().Encode()
	require.NoError(t, err)
	read, err := charts.DecodeLock(text)
	require.NoError(t, err)
	assert.Equal(t, example(), read)
	facts, ok := read.Facts("demo", "1.2.3")
	assert.True(t, ok)
	assert.Equal(t, "9", facts.AppVersion)
	_, ok = read.Facts("demo", "1.2.4")
	assert.False(t, ok)
	assert.Equal(t, []string{"1.2.3"}, read.Versions("demo"))
	assert.Empty(t, read.Versions("dem"))
}

func TestReadLockNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an unknown fact":     {"demo@1:\n  sha: x\n", "field sha not found"},
		"a short digest":      {"demo@1:\n  version: \"1\"\n  sha256: abc\n", "demo@1: version or sha256 is missing or malformed"},
		"an unknown state":    {"demo@1:\n  keys:\n    a: maybe\n", `"maybe" is not a key state`},
		"text that is no map": {"- a\n", "cannot unmarshal"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "charts.lock")
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			_, err := charts.ReadLock(path)
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, path)
		})
	}
	_, err := charts.ReadLock(filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// short abbreviates the problems' texts.
var short = strings.NewReplacer(
	": the chart does not know this key; the nearest it knows is ", " NEAREST ",
	": the chart does not know this key; it knows ", " KNOWS ",
	": the chart does not know this key; it takes a plain value there, with no keys below", " PLAIN",
)

func TestUnknown(t *testing.T) {
	facts := example()["demo@1.2.3"]
	for name, c := range map[string]struct {
		values map[string]any
		want   []string
	}{
		"all known":          {map[string]any{"replicas": 1, "image": map[string]any{"tag": "x"}}, nil},
		"free below an open": {map[string]any{"config": map[string]any{"a": map[string]any{"b": 1}}}, nil},
		"a typo at the top":  {map[string]any{"replica": 1}, []string{"replica NEAREST replicas"}},
		"a typo below":       {map[string]any{"image": map[string]any{"tga": 1}}, []string{"image.tga NEAREST image.tag"}},
		"known elsewhere":    {map[string]any{"tag": "x"}, []string{"tag NEAREST image.tag"}},
		"nothing near":       {map[string]any{"image": map[string]any{"zzz": 1}}, []string{"image.zzz KNOWS tag"}},
		"a map for a value":  {map[string]any{"replicas": map[string]any{"min": 1}}, []string{"replicas.min PLAIN"}},
		"the top of a tree":  {map[string]any{"zz": map[string]any{"a": 1, "b": 2}}, []string{"zz KNOWS config, image, replicas"}},
		"read by a template of the user's own": {map[string]any{
			"own": map[string]any{"team": "a"}, "config": []any{map[string]any{"text": "{{ .Values.own.team }}"}},
		}, nil},
		"all problems, sorted": {map[string]any{"zz": 1, "replica": 1}, []string{
			"replica NEAREST replicas",
			"zz KNOWS config, image, replicas",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, problem := range facts.Unfit(c.values) {
				got = append(got, short.Replace(problem.String()))
			}
			assert.Equal(t, c.want, got)
		})
	}
	assert.Empty(t, charts.Facts{}.Unfit(map[string]any{"a": 1}), "a chart without known keys is not judged")
}

func TestPathQuotesKeysWithDots(t *testing.T) {
	assert.Equal(t, `datasources."datasources.yaml".x`, charts.Path([]string{"datasources", "datasources.yaml", "x"}))
}

func TestTheImageLockIsHeldToTheCharts(t *testing.T) {
	lock := charts.Lock{"a@1": {ImageValues: map[string]images.Value{"image": {Repository: "a/a", Tag: "1"}, "side": {Repository: "b", Tag: "2"}}}}
	assert.ErrorContains(t, lock.CheckImages(images.Lock{"docker.io/a/a:1": images.Unknown}),
		"images.lock lacks what the charts run: docker.io/library/b:2; `make lock` adds it")
	assert.NoError(t, lock.CheckImages(images.Lock{"docker.io/a/a:1": images.Unknown, "docker.io/library/b:2": images.Unknown}))
}
