package buckets

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/image"
)

// project is the root of the tree.
const project = "../.."

// programs are MinIO and its client, as they can be built, in a directory each.
func programs(t *testing.T) (server, client string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds MinIO the first time")
	}
	set, err := tools.Open(project, os.Stderr)
	require.NoError(t, err)
	recipes := image.Recipes()
	require.NoError(t, set.Ensure(t.Context(), recipes["quay.io/minio/minio"].Group, recipes["quay.io/minio/mc"].Group))
	return set.Path("minio"), set.Path("mc")
}

// store is a MinIO server on loopback.
type store struct {
	t        *testing.T
	client   string
	endpoint string
	// host is the client's word for its administrator.
	host string
}

// administrator is each server's own user.
const administrator, password = "administrator", "administrators-password"

func start(t *testing.T, server, client string, buckets ...string) store {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := store{t: t, client: client, endpoint: listener.Addr().String()}
	s.host = fmt.Sprintf("http://%s:%s@%s", administrator, password, s.endpoint)
	require.NoError(t, listener.Close())
	data := t.TempDir()
	for _, bucket := range buckets { // a directory is a bucket
		require.NoError(t, os.Mkdir(filepath.Join(data, bucket), 0o700))
	}
	cmd := exec.CommandContext(t.Context(), server, "server", "--quiet", "--address", s.endpoint, data)
	cmd.Env = []string{"HOME=" + t.TempDir(), "MINIO_ROOT_USER=" + administrator, "MINIO_ROOT_PASSWORD=" + password, "MINIO_UPDATE=off",
		"MINIO_BROWSER=off", "PATH=" + os.Getenv("PATH")}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Wait() }) // the test's context has ended it
	require.NoError(t, kube.Eventually(t.Context(), time.Minute, func() error {
		_, err := s.try("", "ready", "it")
		return err
	}))
	return s
}

// try runs the client as the administrator.
func (s store) try(in string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.client, append([]string{"--quiet", "--no-color", "--config-dir", s.t.TempDir()}, args...)...)
	cmd.Env, cmd.Stdin = []string{"MC_HOST_it=" + s.host, "HOME=" + s.t.TempDir()}, strings.NewReader(in)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("mc %s: %w: %s", args[0], err, complaints.String())
	}
	return out.String(), nil
}

func (s store) run(in string, args ...string) string {
	s.t.Helper()
	out, err := s.try(in, args...)
	require.NoError(s.t, err)
	return out
}

func (s store) put(object, content string) { s.t.Helper(); s.run(content, "pipe", "it/"+object) }

func (s store) get(object string) string { s.t.Helper(); return s.run("", "cat", "it/"+object) }

// object is one of a listing.
type object struct {
	Key          string
	Size         int64
	LastModified time.Time
}

func (s store) list(bucket string) []object {
	s.t.Helper()
	var all []object
	for line := range strings.Lines(s.run("", "ls", "--json", "--recursive", "it/"+bucket)) {
		var one object
		require.NoError(s.t, json.Unmarshal([]byte(line), &one))
		all = append(all, one)
	}
	return all
}

func (s store) keys(bucket string) []string {
	s.t.Helper()
	var keys []string
	for _, one := range s.list(bucket) {
		keys = append(keys, one.Key)
	}
	slices.Sort(keys)
	return keys
}

// policy is what a backend may do, as the platform says it (components/minio/policy.go).
const policy = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], "Resource": ["arn:aws:s3:::BUCKET"]},
  {"Effect": "Allow", "Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
   "Resource": ["arn:aws:s3:::BUCKET/*"]}]}`

// user makes one that may do that, in its bucket alone.
func (s store) user(name, key, bucket string) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "policy.json")
	require.NoError(s.t, os.WriteFile(file, []byte(strings.ReplaceAll(policy, "BUCKET", bucket)), 0o600))
	s.run("", "admin", "policy", "create", "it", bucket, file)
	s.run(name+"\n"+key+"\n", "admin", "user", "add", "it")
	s.run("", "admin", "policy", "attach", "it", bucket, "--user", name)
}
