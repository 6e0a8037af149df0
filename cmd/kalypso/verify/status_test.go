package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

func TestStatusShowsWhatIsWrongAlone(t *testing.T) {
	const watchdog = `{"labels":{"alertname":"Watchdog"},"status":{"state":"active"}}`
	const gone = `{"labels":{"alertname":"NodeGone","severity":"critical","k8s_node_name":"n1"},"startsAt":"2026-01-02T03:00:00Z"}`
	for name, c := range map[string]struct {
		alerts, up string
		off, ok    bool
		says       []string
	}{
		"well": {"[" + watchdog + "]", "", false, true, []string{"checks: all 4 pass", "alerts: nothing fires but the watchdog"}},
		"an alert": {
			"[" + watchdog + "," + gone + "]", "", false, false,
			[]string{"checks: all 4 pass", "critical  firing  NodeGone  on n1", "alerts: 1 firing"},
		},
		"a target": {
			"[" + watchdog + "]", `{"metric":{"job":"loki/all"},"value":[1,"0"]}`, false, false,
			[]string{"does not pass: targets up: 1 targets do not answer: loki/all\n", "checks: 1 of 4 do not pass", "but the watchdog"},
		},
		"no alerting": {"", "", true, true, []string{"checks: all 2 pass", "alerts: the Alertmanager is off"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			for path, text := range map[string]string{
				"/alertmanager/api/v2/alerts": c.alerts,
				"/mimir/api/v1/alerts":        `{"data":{"alerts":[]}}`,
				"/mimir/api/v1/rules":         `{"data":{"groups":[{"name":"a","interval":60,"lastEvaluation":"2999-01-01T00:00:00Z"}]}}`,
			} {
				mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
			}
			mux.HandleFunc("/mimir/api/v1/query", func(w http.ResponseWriter, r *http.Request) {
				result := ""
				if r.URL.Query().Get("query") == "up == 0" {
					result = c.up
				}
				_, _ = w.Write([]byte(`{"data":{"result":[` + result + `]}}`))
			})
			server := httptest.NewServer(mux)
			defer server.Close()
			platform := proof.Platform{Metrics: server.URL + "/mimir", Alerts: server.URL + "/alertmanager"}
			if c.off {
				platform.Alerts = ""
			}
			var out bytes.Buffer
			v := &verification{out: &out, timeout: 2 * time.Second}
			require.NoError(t, v.showStatus(t.Context(), platform, reach.Direct{}))
			for _, want := range c.says {
				assert.Contains(t, out.String(), want)
			}
			assert.Equal(t, c.ok, !v.failed)
			out.Reset()
			v.asJSON = true
			require.NoError(t, v.showStatus(t.Context(), platform, reach.Direct{}))
			var read state
			require.NoError(t, json.Unmarshal(out.Bytes(), &read))
			assert.Equal(t, c.ok, read.OK)
		})
	}
}
