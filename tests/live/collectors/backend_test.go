package collectors

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// store stands in for Loki: while it is away it answers 503, else it remembers the numbers of the lines that it was given.
type store struct {
	away  atomic.Bool
	run   *regexp.Regexp
	mutex sync.Mutex
	found traffic.Numbers
}

// newStore serves one for a run's lines, at an address that the exporter adds /v1/logs to.
func newStore(t *testing.T, run string) (s *store, address string) {
	t.Helper()
	s = &store{run: regexp.MustCompile(run + ` (\d+) `), found: traffic.Numbers{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// ServeHTTP finds the lines as they are in the request, which is protobuf: text stands there unchanged.
func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.away.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var content io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		content = unpacked
	}
	body, err := io.ReadAll(content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, one := range s.run.FindAllSubmatch(body, -1) {
		if number, err := strconv.Atoi(string(one[1])); err == nil {
			s.found[number] = true
		}
	}
}

// lost are the acknowledged lines that have not come.
func (s *store) lost(acknowledged traffic.Numbers) []int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return traffic.Lost(acknowledged, s.found)
}
