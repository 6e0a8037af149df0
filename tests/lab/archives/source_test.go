package archives_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

// project is one whose locked archives are those in its directory charts/, and this user's cache is empty.
func project(t *testing.T) string {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv(archives.Variable, "")
	return stackstest.Project(t)
}

func TestADirectoryOfTheProjectIsFoundAndFillsTheCache(t *testing.T) {
	project := project(t)
	source, err := archives.Find(t.Context(), project, t.TempDir())
	require.NoError(t, err)
	assert.True(t, source.Real)
	assert.Equal(t, "real archives from charts/", source.Description)

	require.NoError(t, os.RemoveAll(filepath.Join(project, "charts")))
	source, err = archives.Find(t.Context(), project, t.TempDir())
	require.NoError(t, err)
	assert.True(t, source.Real, "the cache has them: %s", source.Reason)
	assert.Contains(t, source.Description, "cache")
}

func TestWhatIsNamedMustBeUsable(t *testing.T) {
	project := project(t)
	named := filepath.Join(project, "named")
	require.NoError(t, os.Rename(filepath.Join(project, "charts"), named))
	t.Setenv(archives.Variable, named)
	source, err := archives.Find(t.Context(), project, t.TempDir())
	require.NoError(t, err)
	assert.Equal(t, "real archives from "+named, source.Description)
	t.Setenv(archives.Variable, "named")
	_, err = archives.Find(t.Context(), project, t.TempDir())
	require.NoError(t, err, "from the project, wherever the program runs")

	one, err := filepath.Glob(filepath.Join(named, "grafana-*.tgz"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(one[0], []byte("tampered"), 0o600))
	_, err = archives.Find(t.Context(), project, t.TempDir())
	require.ErrorContains(t, err, archives.Variable)
	assert.ErrorContains(t, err, "is not the locked one")
	require.NoError(t, os.Remove(one[0]))
	_, err = archives.Find(t.Context(), project, t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestFixturesAreAcceptedByTheLockBesideThem(t *testing.T) {
	project, workspace, dir := project(t), t.TempDir(), t.TempDir()
	require.NoError(t, os.RemoveAll(filepath.Join(project, "charts")))
	for _, proxy := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(proxy, "http://127.0.0.1:1") // no repository answers
	}
	source, err := archives.Provide(t.Context(), project, workspace, dir)
	require.NoError(t, err)
	assert.False(t, source.Real)
	assert.Contains(t, source.Reason, "no real archives: getting chart")

	lock, err := charts.ReadLock(filepath.Join(workspace, "charts.lock"))
	require.NoError(t, err)
	set, err := pinned.Load(project)
	require.NoError(t, err)
	_, err = charts.Supply{Source: dir, Project: t.TempDir()}.Stage(t.Context(), set.Requests(), lock)
	assert.NoError(t, err)
}
