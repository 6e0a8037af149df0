package s3probe_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/s3probe"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// store is an S3 with two buckets, plain and locked, which answers as MinIO does.
func store(t *testing.T) (bucket func(name string) kit.Bucket, left map[string]bool) {
	t.Helper()
	left = map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		name := strings.Split(request.URL.Path, "/")[1]
		refuse := func(status int, code string) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`<?xml version="1.0"?><Error><Code>` + code + `</Code><Message>because</Message></Error>`))
		}
		switch {
		case !strings.Contains(request.Header.Get("Authorization"), "Credential=key/"):
			refuse(http.StatusForbidden, "InvalidAccessKeyId")
		case name == "absent":
			refuse(http.StatusNotFound, "NoSuchBucket")
		case name == "locked" && request.Method == http.MethodPut && request.Header.Get("Content-MD5") == "":
			refuse(http.StatusBadRequest, "InvalidRequest")
		case request.Method == http.MethodPut:
			left[request.URL.Path] = true
		case request.Method == http.MethodDelete:
			delete(left, request.URL.Path)
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(server.Close)
	return func(name string) kit.Bucket {
		return kit.Bucket{
			ObjectStore: kit.ObjectStore{Endpoint: strings.TrimPrefix(server.URL, "http://"), Region: "us-east-1"}, Name: name,
			AccessKey: credential.NewSecret("key"), SecretKey: credential.NewSecret("secret"),
		}
	}, left
}

func TestWrite(t *testing.T) {
	bucket, left := store(t)
	for name, c := range map[string]struct {
		bucket   string
		checksum bool
		want     string // the code of the refusal; "" for none
	}{
		"a bucket":                          {"plain", false, ""},
		"Object Lock, with a checksum":      {"locked", true, ""},
		"Object Lock, and no checksum":      {"locked", false, "InvalidRequest"},
		"a bucket that nobody made":         {"absent", true, "NoSuchBucket"},
		"a bucket, with a checksum as well": {"plain", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := s3probe.Write(t.Context(), bucket(c.bucket), c.checksum)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			var refused s3probe.RefusedError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.want, refused.Code)
		})
	}
	assert.Empty(t, left, "nothing stays in the buckets")
}

func TestAStoreThatDoesNotAnswerIsNoRefusal(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	err := s3probe.Write(t.Context(), kit.Bucket{ObjectStore: kit.ObjectStore{Endpoint: strings.TrimPrefix(gone.URL, "http://")}}, false)
	require.Error(t, err)
	assert.NotErrorAs(t, err, new(s3probe.RefusedError))
}
