package charts_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

const nowhere = "http://127.0.0.1:1/never" // port 1 refuses at once

func TestTheCacheOutlivesTheSources(t *testing.T) {
	archives, kept := fixtures(t), filepath.Join(t.TempDir(), "cache")
	directory := t.TempDir()
	for name, data := range archives {
		require.NoError(t, os.WriteFile(filepath.Join(directory, name+".tgz"), data, 0o600))
	}
	requests := []charts.Request{from(demo, nowhere), from(absolute, nowhere)}
	_, err := stage(charts.Supply{Source: directory, Project: t.TempDir(), Cache: kept}, locked(archives), requests...)
	require.NoError(t, err, "a directory fills the cache")

	project := t.TempDir()
	paths, err := stage(charts.Supply{Project: project, Cache: kept}, locked(archives), requests...)
	require.NoError(t, err, "another checkout needs no source")
	assert.Equal(t, archives["demo-1.2.3"], readFile(t, filepath.Join(project, paths[requests[0]])))

	t.Run("what is staged already fills it too", func(t *testing.T) {
		fresh := filepath.Join(t.TempDir(), "cache")
		_, err := stage(charts.Supply{Project: project, Cache: fresh}, locked(archives), requests...)
		require.NoError(t, err)
		assert.Equal(t, archives["demo-1.2.3"], readFile(t, filepath.Join(fresh, sum(archives["demo-1.2.3"])+".tgz")))
	})
	t.Run("a damaged entry is replaced", func(t *testing.T) {
		server, seen := repository(t, archives)
		entry := filepath.Join(kept, sum(archives["demo-1.2.3"])+".tgz")
		require.NoError(t, os.WriteFile(entry, []byte("damaged"), 0o600))
		_, err := stage(charts.Supply{Project: t.TempDir(), Cache: kept}, locked(archives), from(demo, server.URL+"/stable"))
		require.NoError(t, err)
		assert.Equal(t, 2, seen.total())
		assert.Equal(t, archives["demo-1.2.3"], readFile(t, entry))
	})
	t.Run("a cache that cannot be written is none", func(t *testing.T) {
		_, err := stage(charts.Supply{Source: directory, Project: t.TempDir(), Cache: "/dev/null/cache"}, locked(archives), requests...)
		require.NoError(t, err)
	})
	t.Run("what no digest holds is not kept", func(t *testing.T) {
		fresh := t.TempDir()
		_, err := stage(charts.Supply{Source: directory, Project: t.TempDir(), Cache: fresh}, nil, requests...)
		require.NoError(t, err)
		files, err := os.ReadDir(fresh)
		require.NoError(t, err)
		assert.Empty(t, files)
	})
}

func TestAMirrorIsAskedAfterTheRepository(t *testing.T) {
	archives := fixtures(t)
	server, seen := repository(t, archives)
	other, _ := repository(t, map[string][]byte{"demo-1.2.3": packed(t, "demo", "1.2.3-changed")})
	for name, first := range map[string]string{"a dead repository": nowhere, "one that has another archive": other.URL + "/stable"} {
		t.Run(name, func(t *testing.T) {
			mirrors := charts.Mirrors{first: {server.URL + "/stable"}}
			_, err := stage(charts.Supply{Project: t.TempDir(), Mirrors: mirrors}, locked(archives), from(demo, first))
			require.NoError(t, err)
		})
	}
	before := seen.total()
	mirrors := charts.Mirrors{server.URL + "/stable": {nowhere}}
	_, err := stage(charts.Supply{Project: t.TempDir(), Mirrors: mirrors}, locked(archives), from(demo, server.URL+"/stable"))
	require.NoError(t, err)
	assert.Equal(t, before+2, seen.total(), "the repository answers: its index and the archive")

	_, err = stage(charts.Supply{Project: t.TempDir(), Mirrors: charts.Mirrors{nowhere: {nowhere + "/2"}}}, locked(archives), from(demo,
		nowhere))
	require.ErrorContains(t, err, "getting chart demo@1.2.3: ")
	assert.ErrorContains(t, err, "; then from "+nowhere+"/2: ")
}

// A mirror is safe because the digest is locked; what is not locked has none.
func TestAMirrorIsNotAskedForWhatIsNotLocked(t *testing.T) {
	server, seen := repository(t, fixtures(t))
	mirrors := charts.Mirrors{nowhere: {server.URL + "/stable"}}
	_, err := stage(charts.Supply{Project: t.TempDir(), Mirrors: mirrors}, nil, from(demo, nowhere))
	require.ErrorContains(t, err, "getting chart demo@1.2.3")
	assert.Zero(t, seen.total())
}

func TestADeadSourceFailsItsOwnChart(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	project := t.TempDir()
	_, err := stage(charts.Supply{Project: project}, locked(archives), from(demo, nowhere), from(absolute, server.URL+"/stable"))
	require.ErrorContains(t, err, "getting chart demo@1.2.3")
	assert.NotContains(t, err.Error(), "absolute")
	assert.FileExists(t, filepath.Join(project, ".charts", "absolute-v2.0.0.tgz"))
}

// P16 of the defects: one answer of 503 to the request for an index failed a preview.
func TestWhatMayPassIsTriedThreeTimes(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	for name, c := range map[string]struct {
		failures int
		fail     func(http.ResponseWriter)
		want     string
	}{
		"a 503": {2, func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, ""},
		"a 429": {1, func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}, ""},
		"a reset":             {2, func(w http.ResponseWriter) { panic(http.ErrAbortHandler) }, ""},
		"a 503 that stays":    {3, func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, "503"},
		"a 404 does not pass": {1, func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			left := c.failures
			flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if left > 0 {
					left--
					c.fail(w)
					return
				}
				http.Redirect(w, r, server.URL+r.URL.Path, http.StatusFound)
			}))
			t.Cleanup(flaky.Close)
			supply := charts.Supply{Project: t.TempDir(), Pause: time.Millisecond}
			_, err := stage(supply, locked(archives), from(demo, flaky.URL+"/stable"))
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestAPrivateRegistryTakesTheLoginOfDocker(t *testing.T) {
	data := packed(t, "demo", "1.2.3")
	double := registry(t, map[string][]byte{"charts/demo:1.2.3": data})
	double.private = true
	logins := t.TempDir()
	t.Setenv("DOCKER_CONFIG", logins)
	request := from(demo, "oci://"+double.host+"/charts")
	_, err := stage(charts.Supply{Project: t.TempDir()}, nil, request)
	require.ErrorContains(t, err, "401")

	login := base64.StdEncoding.EncodeToString([]byte("reader:pass"))
	text := fmt.Sprintf(`{"auths": {%q: {"auth": %q}}}`, double.host, login)
	require.NoError(t, os.WriteFile(filepath.Join(logins, "config.json"), []byte(text), 0o600))
	_, err = stage(charts.Supply{Project: t.TempDir()}, nil, request)
	require.NoError(t, err)
}

func TestReadMirrors(t *testing.T) {
	project := t.TempDir()
	none, err := charts.ReadMirrors(project)
	require.NoError(t, err)
	assert.Empty(t, none)
	require.NoError(t, os.Mkdir(filepath.Join(project, "manifests"), 0o700))
	file := filepath.Join(project, "manifests", "mirrors.yaml")
	require.NoError(t, os.WriteFile(file,
		[]byte("https://a.example: [https://b.example, b.example]\nhttps://c.example: https://d.example\n"), 0o600))
	_, err = charts.ReadMirrors(project)
	require.ErrorContains(t, err, `found "b.example", want an address`)
	assert.ErrorContains(t, err, `["https://c.example"]: found text`, "all problems at once")
	shipped, err := charts.ReadMirrors("../..")
	require.NoError(t, err)
	for repository := range shipped {
		assert.Contains(t, string(readFile(t, "../../charts.lock")), "repository: "+repository+"\n", "a mirror of a repository that is used")
	}
}

func TestCheckAsksEveryAddress(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	supply := charts.Supply{Mirrors: charts.Mirrors{server.URL + "/stable": {nowhere}}}
	var lines []string
	err := supply.Check(context.Background(), []charts.Request{from(demo, server.URL+"/stable")}, locked(archives), func(r charts.Request,
		err error) {
		lines = append(lines, fmt.Sprint(strings.HasPrefix(r.Repo, server.URL), err == nil))
	})
	assert.Equal(t, []string{"true true", "false false"}, lines)
	assert.ErrorContains(t, err, "chart demo@1.2.3 from "+nowhere)
}
