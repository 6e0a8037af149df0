package charts_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

func TestStageNamesEveryProblem(t *testing.T) {
	archives := map[string][]byte{}
	for _, version := range []string{"1.0.0", "1.2.2", "1.2.4", "1.2.4-rc.1", "1.10.0", "2.0.0"} {
		archives["demo-"+version] = packed(t, "demo", version)
	}
	server, _ := repository(t, archives)
	double := registry(t, map[string][]byte{"x/demo:1.2.2": nil, "x/demo:1.3.0": nil})
	broken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(broken.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	repo := server.URL + "/stable"
	for name, c := range map[string]struct {
		request charts.Request
		want    string
	}{
		"a version that is not there": {from(demo, repo),
			"has no version 1.2.3 of chart demo; the nearest it has: 1.10.0, 1.2.4, 1.2.4-rc.1, 1.2.2, 1.0.0"},
		"a version not in the registry": {from(demo, "oci://"+double.host+"/x"),
			"has no version 1.2.3 of chart demo; the nearest it has: 1.3.0, 1.2.2"},
		"a chart that is not there":       {from(charts.Request{Name: "dmo", Version: "1.0.0"}, repo), "has no chart dmo"},
		"a repository that is none":       {from(demo, broken.URL), "index.yaml: 404 Not Found"},
		"a server that does not answer":   {from(demo, gone.URL), "set kalypso:charts to a directory"},
		"no repository":                   {demo, "names no repo"},
		"a repository of an unknown kind": {from(demo, "ftp://example.org"), "want http://, https:// or oci://"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stage(charts.Supply{Project: t.TempDir()}, nil, c.request)
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, charts.ID(c.request.Name, c.request.Version))
		})
	}
	_, err := stage(charts.Supply{Source: "missing", Project: t.TempDir()}, nil, demo)
	require.ErrorContains(t, err, `"missing" is no directory`)
	_, err = stage(charts.Supply{Source: "ftp://example.org"}, nil, demo)
	require.ErrorContains(t, err, "want a directory, http://, https:// or oci://")
	_, err = stage(charts.Supply{Project: t.TempDir()}, nil, from(demo, "http://a"), from(demo, "http://b"))
	require.ErrorContains(t, err, "asked for from http://a and from http://b")
}

func TestStageChecksAChartThatIsNotLocked(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"another version": {packed(t, "demo", "1.2.4"), "holds chart demo 1.2.4, not demo 1.2.3"},
		"no archive":      {[]byte("<html>please log in</html>"), "no gzip archive"},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := repository(t, map[string][]byte{"demo-1.2.3": c.data})
			_, err := stage(charts.Supply{Project: t.TempDir()}, nil, from(demo, server.URL+"/stable"))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// A server that sends half of an archive and then hangs up must leave nothing behind that looks like one.
func TestStageLeavesNothingOfAnInterruptedDownload(t *testing.T) {
	archives := fixtures(t)
	whole, _ := repository(t, archives)
	torn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if filepath.Ext(r.URL.Path) != ".tgz" {
			http.Redirect(w, r, whole.URL+"/stable/index.yaml", http.StatusFound)
			return
		}
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(archives["demo-1.2.3"][:20])
	}))
	t.Cleanup(torn.Close)
	project := t.TempDir()
	_, err := stage(charts.Supply{Project: project}, locked(archives), from(demo, torn.URL))
	require.ErrorContains(t, err, "unexpected EOF")
	assert.NoDirExists(t, filepath.Join(project, ".charts"))
}

// A staging directory that cannot be written is an error that names it, and the next run starts clean.
func TestStageSurvivesAnInterruptedWrite(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	project := t.TempDir()
	blocked := filepath.Join(project, ".charts", "demo-1.2.3.tgz")
	require.NoError(t, os.MkdirAll(filepath.Join(blocked, "in the way"), 0o755))
	_, err := stage(charts.Supply{Project: project}, locked(archives), from(demo, server.URL+"/stable"))
	require.ErrorContains(t, err, blocked)
	files, err := os.ReadDir(filepath.Dir(blocked))
	require.NoError(t, err)
	assert.Len(t, files, 1, "the temporary file is gone")
	require.NoError(t, os.RemoveAll(blocked))
	_, err = stage(charts.Supply{Project: project}, locked(archives), from(demo, server.URL+"/stable"))
	assert.NoError(t, err)
}

func TestStageStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	archives := fixtures(t)
	server, _ := repository(t, archives)
	_, err := charts.Supply{Project: t.TempDir()}.Stage(ctx, []charts.Request{from(demo, server.URL+"/stable")}, nil)
	assert.ErrorIs(t, err, context.Canceled)
}
