// Package stackstest gives tests of the whole program its surroundings: a project with the shipped manifests and small
// fixture archives in place of the charts, and a stack's configuration. Neither network nor cluster is needed.
package stackstest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/charts/chartstest"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/kustomize"
)

// Project makes a project directory: the shipped manifests, beside them copies of the given drop-in directories, an
// archive for every chart that they name, in charts/, and the shipped charts.lock with the digests of those archives. images.lock
// has the shipped rows and no digest: golden files hold before and after one is known.
func Project(t testing.TB, dropIns ...string) string {
	t.Helper()
	root, dir := root(t), t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "manifests"), os.DirFS(filepath.Join(root, "manifests"))))
	for _, dropIn := range dropIns {
		require.NoError(t, os.CopyFS(filepath.Join(dir, "manifests", filepath.Base(dropIn)), os.DirFS(dropIn)))
	}
	components, err := kustomize.Load(dir)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "charts.lock"))
	require.NoError(t, err)
	lock, err := charts.DecodeLock(text)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "charts"), 0o755))
	for _, component := range components {
		for _, chart := range component.Charts {
			archive, err := chartstest.Pack(chart.Name, chart.Version, "", nil) // nothing here renders it
			require.NoError(t, err)
			file := fmt.Sprintf("%s-%s.tgz", chart.Name, chart.Version)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "charts", file), archive, 0o644))
			if facts, locked := lock.Facts(chart.Name, chart.Version); locked {
				digest := sha256.Sum256(archive)
				text = bytes.ReplaceAll(text, []byte(facts.SHA256), []byte(hex.EncodeToString(digest[:])))
			}
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "charts.lock"), text, 0o644))
	rows, err := images.Read(filepath.Join(root, images.File))
	require.NoError(t, err)
	WriteImages(t, dir, images.Lock{}.With(slices.Collect(maps.Keys(rows))))
	return dir
}

// WriteImages gives a project that images.lock.
func WriteImages(t testing.TB, project string, lock images.Lock) {
	t.Helper()
	text, err := lock.Encode()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(project, images.File), text, 0o644))
}

// root is the repository: the nearest directory above the test's own that holds the lock.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "charts.lock")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		require.NotEqual(t, dir, parent, "no charts.lock above the test's directory")
		dir = parent
	}
}
