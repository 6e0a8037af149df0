package charts_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/charts/chartstest"
)

// packed is a chart archive with nothing but a Chart.yaml.
func packed(t testing.TB, name, version string) []byte {
	t.Helper()
	archive, err := chartstest.Pack(name, version, "", nil)
	require.NoError(t, err)
	return archive
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// counted counts the requests that reach a server, by path.
type counted struct {
	mutex    sync.Mutex
	requests map[string]int
}

func (c *counted) count(r *http.Request) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.requests == nil {
		c.requests = map[string]int{}
	}
	c.requests[r.URL.Path]++
}

func (c *counted) total() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	n := 0
	for _, count := range c.requests {
		n += count
	}
	return n
}

// repository serves archives as a classic chart repository does, with relative and absolute addresses in its index.
func repository(t testing.TB, archives map[string][]byte) (*httptest.Server, *counted) {
	t.Helper()
	seen := &counted{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.count(r)
		if r.URL.Path == "/stable/index.yaml" {
			_, _ = w.Write(indexOf(archives, "http://"+r.Host))
			return
		}
		data, ok := archives[strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/stable/"), ".tgz")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(server.Close)
	return server, seen
}

func indexOf(archives map[string][]byte, host string) []byte {
	type entry struct {
		Version string
		URLs    []string `yaml:"urls"`
		Digest  string
	}
	entries := map[string][]entry{}
	for file, data := range archives {
		name, version, _ := strings.Cut(file, "-")
		address := file + ".tgz"
		if name == "absolute" {
			address = host + "/stable/" + address
		}
		entries[name] = append(entries[name], entry{version, []string{address}, sum(data)})
	}
	text, err := yaml.Marshal(map[string]any{"apiVersion": "v1", "entries": entries})
	if err != nil {
		panic(err)
	}
	return text
}

// registryDouble behaves as the OCI distribution specification says: content by digest, manifests by tag, a challenge
// that names a token service, and 404 with an error document for what it does not have.
type registryDouble struct {
	counted
	host     string
	archives map[string][]byte // by "<repository>:<tag>"
	spoiled  bool              // sends other bytes than the manifest says
	private  bool              // its tokens are for user "reader" with password "pass" only
}

func registry(t testing.TB, archives map[string][]byte) *registryDouble {
	t.Helper()
	double := &registryDouble{archives: archives}
	server := httptest.NewServer(double)
	t.Cleanup(server.Close)
	double.host = strings.TrimPrefix(server.URL, "http://")
	return double
}

func (d *registryDouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.count(r)
	if r.URL.Path == "/token" {
		if user, password, _ := r.BasicAuth(); d.private && user+password != "readerpass" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"token": "for " + r.URL.Query().Get("scope") + " at " + r.URL.Query().Get("service")})
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/v2/")
	for _, kind := range []string{"/manifests/", "/blobs/", "/tags/"} {
		if name, reference, ok := strings.Cut(path, kind); ok {
			scope := "repository:" + name + ":pull"
			if r.Header.Get("Authorization") != "Bearer for "+scope+" at double" {
				w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="http://%s/token",service="double",scope="%s"`, d.host, scope))
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			d.serve(w, r, kind, name, reference)
			return
		}
	}
	http.NotFound(w, r)
}

func (d *registryDouble) serve(w http.ResponseWriter, r *http.Request, kind, name, reference string) {
	switch kind {
	case "/manifests/":
		data, ok := d.archives[name+":"+reference]
		if !ok || !strings.Contains(r.Header.Get("Accept"), "application/vnd.oci.image.manifest.v1+json") {
			http.Error(w, `{"errors":[{"code":"MANIFEST_UNKNOWN"}]}`, http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.oci.image.manifest.v1+json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
			"config": map[string]any{"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": "sha256:" + sum(nil), "size": 0},
			"layers": []map[string]any{
				{"mediaType": "application/vnd.cncf.helm.chart.provenance.v1.prov", "digest": "sha256:" + sum([]byte("signature")), "size": 9},
				{"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "digest": "sha256:" + sum(data), "size": len(data)},
			},
		})
	case "/blobs/":
		for _, data := range d.archives {
			if reference == "sha256:"+sum(data) {
				if d.spoiled {
					data = bytes.Repeat([]byte("x"), len(data))
				}
				_, _ = w.Write(data)
				return
			}
		}
		http.NotFound(w, r)
	case "/tags/":
		tags := []string{}
		for id := range d.archives {
			if tag, ok := strings.CutPrefix(id, name+":"); ok {
				tags = append(tags, tag)
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"name": name, "tags": tags})
	}
}
