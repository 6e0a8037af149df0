package images_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/images"
)

var one, two = "sha256:" + strings.Repeat("1", 64), "sha256:" + strings.Repeat("2", 64)

func TestTheLockIsReadStrictly(t *testing.T) {
	_, err := images.Decode([]byte("memcached:1: unknown\ndocker.io/a/b: unknown\ndocker.io/a/c:1: sha256:12\n" +
		"docker.io/a/d:1@" + one + ": unknown\ndocker.io/a/e:latest: unknown\ndocker.io/a/f:1: " + one + "\n"))
	for _, want := range []string{"memcached:1: want", "docker.io/a/b: want", `docker.io/a/c:1: found "sha256:12"`,
		"docker.io/a/d:1@" + one + ": want", "docker.io/a/e:latest: want"} {
		assert.ErrorContains(t, err, want)
	}
	assert.NotContains(t, err.Error(), "a/f")
	_, err = images.Read("none")
	assert.ErrorContains(t, err, "restore it with git")
}

func TestTheLockIsWrittenAsItIsRead(t *testing.T) {
	lock := images.Lock{"quay.io/b/b:2": one, "docker.io/library/a:1": images.Unknown}
	text, err := lock.Encode()
	require.NoError(t, err)
	read, err := images.Decode(text)
	require.NoError(t, err)
	assert.Equal(t, lock, read)
	assert.Less(t, strings.Index(string(text), "library/a"), strings.Index(string(text), "b/b"), "sorted")
	assert.Equal(t, 1, lock.Unknown())
}

func TestADigestIsFoundByAnyName(t *testing.T) {
	lock := images.Lock{"docker.io/library/a:1": one, "quay.io/b/b:2": one, "ghcr.io/b/b:2": two, "ghcr.io/c/c:3": images.Unknown}
	for image, want := range map[string]string{"a:1": one, "docker.io/a:1": one, "docker.io/library/a:1": one, "library/a:1": one,
		"quay.io/b/b:2": one, "quay.io/a:1": "", "a:2": "", "ghcr.io/c/c:3": "", "localhost:5000/a:1": ""} {
		assert.Equal(t, want, lock.Digest(image), image)
	}
	for path, want := range map[string]string{"a:1": one, "library/a:1": one, "c/c:3": "", "b/b:2": ""} {
		assert.Equal(t, want, lock.DigestAt(path), "%s in a mirror, where one of two has that name", path)
	}
}

func TestTheListFollowsWhatRuns(t *testing.T) {
	lock := images.Lock{"docker.io/library/a:1": one, "quay.io/gone/gone:1": two}
	assert.Equal(t, images.Lock{"docker.io/library/a:1": one, "quay.io/new/new:2": images.Unknown},
		lock.With([]string{"a:1", "docker.io/library/a:1", "quay.io/new/new:2", "quay.io/new/new:latest", "quay.io/new/own:1@" + two}))
}
