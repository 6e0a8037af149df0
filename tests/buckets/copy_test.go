// Package buckets runs the script of `kalypso buckets copy` between two real MinIO servers.
package buckets

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// The buckets have other names outside.
const inner, outer = "mimir-data", "our-metrics"

// The backend's users of both. The key of the other store has what AWS's have.
const innerUser, innerKey, outerUser, outerKey = "mimir-ABCDEFGHIJKLMNOP", "InnerKeyOfMimir", "OUTERUSER", `outer/+key"of:mimir@x`

// way is a copy of Mimir's bucket between two servers.
type way struct {
	t               *testing.T
	inside, outside store
	externalKey     string
}

// run runs the Job's script with the Job's own environment, its places moved, and returns its log.
func (w way) run(to minio.Store) string {
	w.t.Helper()
	c := minio.Copy{To: to, Args: minio.Args{
		Spec:      kit.Spec{Component: manifest.Component{Namespace: manifest.Namespace{Name: "minio"}, Charts: []manifest.Chart{{}}}},
		Consumers: []minio.Consumer{{Name: "mimir", Bucket: inner}},
	}, External: map[string]kit.Bucket{"mimir": {
		ObjectStore: kit.ObjectStore{Endpoint: w.outside.endpoint}, Name: outer,
		AccessKey: credential.NewSecret(outerUser), SecretKey: credential.NewSecret(w.externalKey),
	}}}
	container := kit.Lookup(c.Job(time.Hour), "spec", "template", "spec", "containers").([]any)[0].(kit.Tree)
	secret, err := c.Secret()
	require.NoError(w.t, err)
	root := w.t.TempDir()
	for file, text := range map[string]string{
		"identities/mimir": innerUser + "\n" + innerKey + "\n", "external/mimir": kit.Lookup(secret, "stringData", "mimir").(string), "tmp/x": "",
	} {
		require.NoError(w.t, os.MkdirAll(filepath.Join(root, filepath.Dir(file)), 0o700))
		require.NoError(w.t, os.WriteFile(filepath.Join(root, file), []byte(text), 0o600))
	}
	text := strings.NewReplacer("/identities", root+"/identities", "/external/", root+"/external/", "/tmp", root+"/tmp").
		Replace(container["command"].([]any)[2].(string))
	ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", text)
	cmd.Env = []string{"PATH=" + filepath.Dir(w.inside.client) + ":/usr/bin:/bin"}
	for _, variable := range container["env"].([]any) {
		name, value := variable.(kit.Tree)["name"].(string), variable.(kit.Tree)["value"].(string)
		if name == "STORE" {
			value = w.inside.endpoint
		}
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	log, err := cmd.CombinedOutput()
	require.NoError(w.t, err, string(log))
	for _, credential := range []string{innerUser, innerKey, outerUser, w.externalKey} {
		assert.NotContains(w.t, string(log), credential)
	}
	return string(log)
}

// stores are MinIO and another store, each with what a backend has made in it, and its users.
func stores(t *testing.T) way {
	t.Helper()
	server, client := programs(t)
	w := way{t, start(t, server, client, inner, "others"), start(t, server, client, outer), outerKey}
	w.inside.user(innerUser, innerKey, inner)
	w.outside.user(outerUser, outerKey, outer)
	return w
}

const block = "anonymous/01ABC/"

// fill writes two blocks, with what Mimir and Tempo have beside them.
func (s store) fill(bucket string) {
	s.t.Helper()
	for _, name := range []string{block + "chunks/000001", block + "index", block + "meta.json", "anonymous/01DEF/data parquet",
		"anonymous/01DEF/meta.compacted.json", "anonymous/bucket-index.json.gz", "seed.json", "index/index_1/a.tsdb.gz"} {
		s.put(bucket+"/"+name, "first "+name)
	}
	s.put(bucket+"/anonymous/large", strings.Repeat("0123456789abcdef", 20<<16)) // in parts
}

// There: a copy before the backends change to the other store, one after; and back.
func TestEverythingIsCopiedThereAndBack(t *testing.T) {
	w := stores(t)
	w.inside.fill(inner)

	log := w.run(minio.Outside)
	assert.Regexp(t, `result mimir 9 \d+ 9 \d+ 0 0\n`, log)
	assert.Equal(t, w.inside.keys(inner), w.outside.keys(outer))
	assert.Equal(t, w.inside.get(inner+"/anonymous/large"), w.outside.get(outer+"/anonymous/large"))
	w.namedLast()

	assert.NotContains(t, w.run(minio.Outside), "copied", "again, there is nothing to do")

	// The backends change over: what they write anew is newer than what they leave behind, whatever its size.
	w.outside.put(outer+"/anonymous/bucket-index.json.gz", "written by whoever uses it now")
	w.outside.put(outer+"/seed.json", "other seed.json")
	w.outside.put(outer+"/anonymous/01NEW/meta.json", "new")
	w.inside.put(inner+"/anonymous/01LATE/index", "late")
	w.inside.put(inner+"/anonymous/01LATE/meta.json", "late")
	assert.Regexp(t, `result mimir 11 \d+ 12 \d+ 0 1\n`, w.run(minio.Outside), "one is of another size")
	assert.Equal(t, "written by whoever uses it now", w.outside.get(outer+"/anonymous/bucket-index.json.gz"))
	assert.Equal(t, "other seed.json", w.outside.get(outer+"/seed.json"))
	assert.Equal(t, "late", w.outside.get(outer+"/anonymous/01LATE/meta.json"))

	log = w.run(minio.Inside)
	assert.Contains(t, log, "mimir: 1 objects copied\n")
	assert.Regexp(t, `result mimir 12 \d+ 12 \d+ 0 `, log, "nothing is missing")
	assert.Equal(t, "new", w.inside.get(inner+"/anonymous/01NEW/meta.json"))
	assert.Equal(t, "first anonymous/bucket-index.json.gz", w.inside.get(inner+"/anonymous/bucket-index.json.gz"))
	assert.Equal(t, w.outside.keys(outer), w.inside.keys(inner))
}

// namedLast wants that what names other objects has arrived after all others.
func (w way) namedLast() {
	w.t.Helper()
	var named, naming time.Time
	for _, one := range w.outside.list(outer) {
		late := strings.HasSuffix(one.Key, ".json") && strings.Contains(one.Key, "meta") || strings.HasSuffix(one.Key, "index.json.gz") ||
			strings.HasPrefix(one.Key, "index/")
		switch {
		case late && (naming.IsZero() || one.LastModified.Before(naming)):
			naming = one.LastModified
		case !late && one.LastModified.After(named):
			named = one.LastModified
		}
	}
	assert.True(w.t, naming.After(named), "the last of what is named came at %v, the first that names at %v", named, naming)
}

// What is written while the copy runs is copied too, if it is not written to the last.
func TestWritesGoOnMeanwhile(t *testing.T) {
	w := stores(t)
	w.inside.fill(inner)
	var writing sync.WaitGroup
	var written []string
	writing.Go(func() {
		for begun := time.Now(); time.Since(begun) < 3*time.Second; {
			key := fmt.Sprintf("anonymous/during/%d", len(written))
			if _, err := w.inside.try("x", "pipe", "it/"+inner+"/"+key); err == nil {
				written = append(written, key)
			}
		}
	})
	log := w.run(minio.Outside)
	writing.Wait()
	require.NotEmpty(t, written)
	assert.Contains(t, log, " 0 0\n")
	assert.Subset(t, w.outside.keys(outer), written)
}

// Without the right key nothing is compared, and so nothing is taken for copied.
func TestAWrongKeyAndAMissingBucketAreSeen(t *testing.T) {
	w := stores(t)
	w.inside.fill(inner)
	wrong := w
	wrong.externalKey = "another key"
	assert.Regexp(t, `result mimir 9 \d+ unknown unknown unknown unknown\n`, wrong.run(minio.Outside))
	w.outside.run("", "rb", "it/"+outer)
	assert.Contains(t, w.run(minio.Outside), "unknown unknown\n")
}
