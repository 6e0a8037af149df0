package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/images"
)

// guarded is a registry on this machine that, with a token, answers only who fetched that: as public registries do.
func guarded(t *testing.T, token string) string {
	t.Helper()
	store := registry.New()
	server := httptest.NewUnstartedServer(nil)
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			fmt.Fprintf(w, `{"token": %q}`, token)
		case token != "" && r.Header.Get("Authorization") != "Bearer "+token:
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+server.URL+`/token",service="test"`)
			w.WriteHeader(http.StatusUnauthorized)
		default:
			store.ServeHTTP(w, r)
		}
	})
	server.Start()
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// push gives a tag an index of two images, and returns its digest.
func push(t *testing.T, image string) string {
	t.Helper()
	tag, err := name.NewTag(image)
	require.NoError(t, err)
	index, err := random.Index(16, 1, 2)
	require.NoError(t, err)
	require.NoError(t, remote.WriteIndex(tag, index))
	sum, err := index.Digest()
	require.NoError(t, err)
	return sum.String()
}

func TestDigestsAreAskedOfTheRegistries(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	open, closed := guarded(t, ""), guarded(t, "letmein")
	found, moved, kept, gone, private := open+"/a/found:1", open+"/a/moved:1", open+"/a/kept:1", open+"/a/gone:1", closed+"/a/private:1"
	old := "sha256:" + strings.Repeat("0", 64)
	now := map[string]string{found: push(t, found), moved: push(t, moved), kept: push(t, kept), private: push(t, private)}
	project := t.TempDir()
	file := filepath.Join(project, images.File)
	require.NoError(t, writeImages(file, images.Lock{
		found: images.Unknown, moved: old, kept: now[kept], gone: images.Unknown, private: images.Unknown}))
	ask := func(accept ...string) (string, images.Lock, error) {
		var out strings.Builder
		err := asking{accept: accept, timeout: time.Minute}.run(t.Context(), project, &out)
		lock, readErr := images.Read(file)
		require.NoError(t, readErr)
		return out.String(), lock, err
	}

	out, lock, err := ask()
	require.ErrorContains(t, err, "2 of 5 images have no digest that could be taken")
	assert.Equal(t, images.Lock{found: now[found], moved: old, kept: now[kept], gone: images.Unknown, private: now[private]}, lock)
	assert.Contains(t, out, "found  "+found+" "+now[found])
	assert.Contains(t, out, "ok     "+kept)
	assert.Regexp(t, `FAILED `+gone+`: .*(NAME|MANIFEST)_UNKNOWN`, out)
	assert.Contains(t, out, "MOVED  "+moved+": images.lock has "+old+", the registry has "+now[moved])
	assert.Contains(t, out, "--accept "+moved)

	before, err := os.ReadFile(file)
	require.NoError(t, err)
	_, _, err = ask(open + "/a/movd:1")
	require.ErrorContains(t, err, "--accept "+open+"/a/movd:1: images.lock has no such row")
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))

	_, lock, err = ask(moved)
	require.ErrorContains(t, err, "1 of 5", "what is gone stays so")
	assert.Equal(t, now[moved], lock[moved])
}
