package firing

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// here reaches everything at one address; paths stay.
type here string

func (h here) URL(_ context.Context, base string) (string, error) {
	return strings.Replace(base, "http://store.store", string(h), 1), nil
}

const (
	// told is what the Alertmanager answers: one alert of each fate, with the least important first.
	told = `[{"labels":{"alertname":"Watchdog","severity":"none"},"startsAt":"2026-01-01T00:00:00Z","status":{"state":"active"}},
{"labels":{"alertname":"PodWaits","severity":"warning","k8s_cluster_name":"other","k8s_namespace_name":"shop","k8s_pod_name":"cart-0"},
 "annotations":{"summary":"cart-0 waits"},"startsAt":"2026-01-02T03:00:00Z","status":{"state":"active"},"receivers":[{"name":"oncall"}]},
{"labels":{"alertname":"NodeGone","severity":"critical","k8s_cluster_name":"here","k8s_node_name":"n1"},
 "annotations":{"summary":"n1 is\n gone"},"startsAt":"2026-01-02T03:03:00Z","status":{"state":"active"}},
{"labels":{"alertname":"A"},"status":{"state":"suppressed","silencedBy":["x"]}},
{"labels":{"alertname":"B"},"status":{"state":"suppressed","inhibitedBy":["y"]}}]`
	onlyWatchdog = `[{"labels":{"alertname":"Watchdog","severity":"none"},"status":{"state":"active"}}]`
	ruled        = `{"data":{"alerts":[
{"labels":{"alertname":"NodeGone","severity":"critical"},"state":"firing","activeAt":"2026-01-02T03:00:00Z"},
{"labels":{"alertname":"Watchdog"},"state":"firing","activeAt":"2026-01-02T03:00:00Z"},
{"labels":{"alertname":"DiskFills","severity":"critical","k8s_namespace_name":"mimir","service_name":"mimir-ingester"},
 "annotations":{"summary":"full in 3 h"},"state":"pending","activeAt":"2026-01-02T03:03:45Z"}]}}`
	quiet = `{"data":{"alerts":[]}}`
)

// answering serves an Alertmanager, and a ruler of metrics; the one of logs is not there. "" is an error.
func answering(t *testing.T, manager, ruler string) Sources {
	t.Helper()
	mux := http.NewServeMux()
	for path, text := range map[string]string{"/api/v2/alerts": manager, "/api/v1/alerts": ruler} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if text == "" {
				http.Error(w, "away", http.StatusBadGateway)
			}
			_, _ = w.Write([]byte(text))
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	api := stores.NewAPI(here(server.URL), "http://store.store")
	rulers := []stores.Ruler{{API: api}, {API: api.Below("/prometheus")}}
	return Sources{Cluster: "here", Alertmanager: stores.Alertmanager{API: api}, Rulers: rulers}
}

func TestWhatFiresIsShownWithTheWorstFirst(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, c := range map[string]struct{ manager, ruler, want string }{
		"all kinds": {told, ruled, `SEVERITY  STATE    ALERT      WHERE                 SINCE  SUMMARY
critical  firing   NodeGone   on n1                 65 s   n1 is gone
critical  pending  DiskFills  mimir/mimir-ingester  20 s   full in 3 h
warning   firing   PodWaits   shop/cart-0 in other  4 min  cart-0 waits
alerts: 2 firing (1 critical, 1 warning), 1 pending, 1 silenced, 1 inhibited
`},
		"quiet":       {onlyWatchdog, quiet, "alerts: nothing fires but the watchdog\n"},
		"no watchdog": {`[]`, quiet, "alerts: nothing fires, not even the watchdog: alerts may not arrive\n"},
		"no Alertmanager": {"", ruled, `SEVERITY  STATE    ALERT      WHERE                 SINCE  SUMMARY
critical  firing   NodeGone                         4 min  
critical  pending  DiskFills  mimir/mimir-ingester  20 s   full in 3 h
not known: which alerts the Alertmanager has, and which are silenced: GET http://store.store/api/v2/alerts: 502 away
alerts: 1 firing (1 critical, 0 warning), 1 pending
`},
		"no ruler": {onlyWatchdog, "", `not known: which alerts are pending: GET http://store.store/api/v1/alerts: 502 away
alerts: none known to fire
`},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, answering(t, c.manager, c.ruler).Ask(t.Context()).WriteTable(&out, now))
			assert.Equal(t, c.want, out.String())
		})
	}
}

func TestAgesAreInTheUnitThatSaysMost(t *testing.T) {
	for want, age := range map[string]time.Duration{
		"119 s": 119 * time.Second, "2 min": 2 * time.Minute, "47 h": 47 * time.Hour, "3 d": 72 * time.Hour,
	} {
		assert.Equal(t, want, of(age))
	}
}
