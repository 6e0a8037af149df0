package session

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACopyOfBucketsSaysWhereTo(t *testing.T) {
	for want, s := range map[string]Session{
		`--to: found "", want external (the store in kalypso:objectStore) or minio`: {Timeout: time.Hour},
		`--to: found "s3", want external`:                                           {To: "s3", Timeout: time.Hour},
		"--timeout: found 1s, want at least 1m":                                     {To: "minio", Timeout: time.Second},
	} {
		assert.ErrorContains(t, s.CopyBuckets(t.Context()), want)
	}
}

func TestAnEmbeddedClusterHasNoBucketsToCopy(t *testing.T) {
	s := Session{Project: t.TempDir(), Out: &bytes.Buffer{}, To: "external", Timeout: time.Hour}
	require.NoError(t, os.MkdirAll(filepath.Join(s.Project, ".kalypso", "embedded", "cluster"), 0o700))
	assert.ErrorContains(t, s.CopyBuckets(t.Context()), "there are no buckets to copy")
}
