package charts_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// locked is a lock that holds the digests of the archives, by "name-version".
func locked(archives map[string][]byte) charts.Lock {
	lock := charts.Lock{}
	for _, r := range []charts.Request{demo, absolute} {
		if data, ok := archives[r.Name+"-"+r.Version]; ok {
			lock[charts.ID(r.Name, r.Version)] = charts.Facts{Version: r.Version, SHA256: sum(data)}
		}
	}
	return lock
}

var (
	demo     = charts.Request{Name: "demo", Version: "1.2.3"}
	absolute = charts.Request{Name: "absolute", Version: "v2.0.0"}
)

// fixtures are two chart archives by "name-version".
func fixtures(t testing.TB) map[string][]byte {
	return map[string][]byte{"demo-1.2.3": packed(t, "demo", "1.2.3"), "absolute-v2.0.0": packed(t, "absolute", "v2.0.0")}
}

// from returns the request with its repository set.
func from(r charts.Request, repo string) charts.Request { r.Repo = repo; return r }

func stage(s charts.Supply, lock charts.Lock, requests ...charts.Request) (map[charts.Request]string, error) {
	return s.Stage(context.Background(), requests, lock)
}

func TestStageFromRepositories(t *testing.T) {
	archives := fixtures(t)
	server, seen := repository(t, archives)
	project := t.TempDir()
	requests := []charts.Request{from(demo, server.URL+"/stable"), from(absolute, server.URL+"/stable/")}
	paths, err := stage(charts.Supply{Project: project}, locked(archives), requests...)
	require.NoError(t, err)
	assert.Equal(t, map[charts.Request]string{requests[0]: ".charts/demo-1.2.3.tgz", requests[1]: ".charts/absolute-v2.0.0.tgz"}, paths)
	assert.Equal(t, archives["demo-1.2.3"], readFile(t, filepath.Join(project, ".charts/demo-1.2.3.tgz")))
	assert.Equal(t, 1, seen.requests["/stable/index.yaml"], "the index is read once for all charts")
	assert.Equal(t, 3, seen.total())

	again, err := stage(charts.Supply{Project: project}, locked(archives), requests...)
	require.NoError(t, err)
	assert.Equal(t, paths, again)
	assert.Equal(t, 3, seen.total(), "what is staged needs no request")
}

func TestStageReplacesWhatIsNotTheLockedArchive(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	project := t.TempDir()
	staged := filepath.Join(project, ".charts", "demo-1.2.3.tgz")
	require.NoError(t, os.MkdirAll(filepath.Dir(staged), 0o755))
	require.NoError(t, os.WriteFile(staged, archives["demo-1.2.3"][:10], 0o600))
	_, err := stage(charts.Supply{Project: project}, locked(archives), from(demo, server.URL+"/stable"))
	require.NoError(t, err)
	assert.Equal(t, archives["demo-1.2.3"], readFile(t, staged))
	files, err := os.ReadDir(filepath.Dir(staged))
	require.NoError(t, err)
	assert.Len(t, files, 1, "no temporary file is left")
}

func TestStageFromMirrors(t *testing.T) {
	archives := fixtures(t)
	server, _ := repository(t, archives)
	double := registry(t, map[string][]byte{"mirror/demo:1.2.3": archives["demo-1.2.3"],
		"mirror/absolute:v2.0.0": archives["absolute-v2.0.0"]})
	unused := "http://192.0.2.1/never" // an address of documentation: nothing answers there
	for name, source := range map[string]string{"HTTP": server.URL + "/stable", "OCI": "oci://" + double.host + "/mirror"} {
		t.Run(name, func(t *testing.T) {
			paths, err := stage(charts.Supply{Source: source, Project: t.TempDir()}, locked(archives), from(demo, unused), from(absolute, unused))
			require.NoError(t, err)
			assert.Len(t, paths, 2)
		})
	}
}

func TestStageFromTheChartsOwnRegistry(t *testing.T) {
	plus := charts.Request{Name: "demo", Version: "1.2.3+build.4"}
	data := packed(t, plus.Name, plus.Version)
	double := registry(t, map[string][]byte{"charts/demo:1.2.3_build.4": data})
	project := t.TempDir()
	_, err := stage(charts.Supply{Project: project}, nil, from(plus, "oci://"+double.host+"/charts"))
	require.NoError(t, err)
	assert.Equal(t, data, readFile(t, filepath.Join(project, ".charts/demo-1.2.3+build.4.tgz")))

	double.spoiled = true
	_, err = stage(charts.Supply{Project: t.TempDir()}, nil, from(plus, "oci://"+double.host+"/charts"))
	assert.ErrorContains(t, err, "mismatch")
}

func TestStageFromADirectoryMakesNoRequest(t *testing.T) {
	archives := fixtures(t)
	server, seen := repository(t, archives)
	project := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(project, "charts"), 0o755))
	for name, data := range archives {
		require.NoError(t, os.WriteFile(filepath.Join(project, "charts", name+".tgz"), data, 0o600))
	}
	supply := charts.Supply{Source: "charts", Project: project}
	paths, err := stage(supply, locked(archives), from(demo, server.URL+"/stable"), from(absolute, server.URL+"/stable"))
	require.NoError(t, err)
	assert.Len(t, paths, 2)

	_, err = stage(supply, nil, from(charts.Request{Name: "other", Version: "1.0.0"}, server.URL+"/stable"))
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "make charts fills it")
	assert.Zero(t, seen.total())
}

func TestStageRefusesAnArchiveThatIsNotTheLockedOne(t *testing.T) {
	archives := fixtures(t)
	lock := locked(archives)
	other := map[string][]byte{"demo-1.2.3": packed(t, "demo", "1.2.3-changed"), "absolute-v2.0.0": packed(t, "absolute", "v2.0.0-changed")}
	server, _ := repository(t, other)
	project := t.TempDir()
	_, err := stage(charts.Supply{Project: project}, lock, from(demo, server.URL+"/stable"), from(absolute, server.URL+"/stable"))
	require.Error(t, err)
	for name, data := range other {
		assert.ErrorContains(t, err, server.URL+"/stable/"+name+".tgz")
		assert.ErrorContains(t, err, sum(data))
		assert.ErrorContains(t, err, sum(archives[name]))
	}
	assert.ErrorContains(t, err, "make lock CHARTS=DIR ACCEPT=demo")
	assert.NoDirExists(t, filepath.Join(project, ".charts"))
}

func TestStageUsesTheChartBesideTheManifest(t *testing.T) {
	for _, layout := range []string{"demo-1.2.3/demo", "demo"} {
		t.Run(layout, func(t *testing.T) {
			project := t.TempDir()
			home := "manifests/own/charts"
			chart := filepath.Join(project, home, layout, "Chart.yaml")
			require.NoError(t, os.MkdirAll(filepath.Dir(chart), 0o755))
			require.NoError(t, os.WriteFile(chart, []byte("name: demo\nversion: 1.2.3\n"), 0o600))
			request := charts.Request{Name: "demo", Version: "1.2.3", ChartHome: home}
			paths, err := stage(charts.Supply{Project: project}, nil, request)
			require.NoError(t, err)
			assert.Equal(t, home+"/"+layout, paths[request])

			require.NoError(t, os.WriteFile(chart, []byte("name: demo\nversion: 9.9.9\n"), 0o600))
			_, err = stage(charts.Supply{Project: project}, nil, request)
			assert.ErrorContains(t, err, "holds chart demo 9.9.9, not demo 1.2.3")
		})
	}
}
