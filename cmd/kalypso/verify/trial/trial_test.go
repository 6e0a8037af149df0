package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

type here string

func (h here) URL(context.Context, string) (string, error) { return string(h), nil }

const configuration = `
route:
  receiver: none
  routes:
  - {receiver: none, matchers: ['alertname="Watchdog"']}
  - {receiver: oncall, matchers: ['severity=~"critical"']}
  - {receiver: shop, matchers: ['severity=~"warning"', 'k8s_namespace_name=~"shop-.*|cart"']}
receivers:
- name: none
- name: oncall
  pagerduty_configs: [{routing_key: <secret>}]
- name: shop
  webhook_configs: [{url: <secret>}]
`

// manager is a fake Alertmanager with its counters in a fake Mimir, which count after the first question.
type manager struct {
	receivers, status, muted string
	counts, failed           string // an integration and a value, after it has told
	lock                     sync.Mutex
	raised                   []stores.Alert
	asked                    int
}

func (m *manager) start(t *testing.T, out *bytes.Buffer) Trial {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(make func(*http.Request) any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			m.lock.Lock()
			defer m.lock.Unlock()
			_ = json.NewEncoder(w).Encode(make(r))
		}
	}
	mux.HandleFunc("GET /api/v2/status", answer(func(*http.Request) any {
		return map[string]any{"config": map[string]any{"original": configuration}}
	}))
	mux.HandleFunc("POST /api/v2/alerts", answer(func(r *http.Request) any {
		var alerts []stores.Alert
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&alerts))
		m.raised = append(m.raised, alerts...)
		return nil
	}))
	mux.HandleFunc("GET /api/v2/alerts", answer(func(r *http.Request) any {
		assert.Equal(t, `alertname="KalypsoTest"`, r.URL.Query().Get("filter"))
		labels, _ := json.Marshal(m.raised[0].Labels)
		return json.RawMessage(fmt.Sprintf(`[{"labels":%s,"receivers":%s,"status":%s}]`, labels, m.receivers, m.status))
	}))
	mux.HandleFunc("GET /api/v2/alerts/groups", answer(func(*http.Request) any {
		return json.RawMessage(`[{"receiver":{"name":"shop"},"alerts":[{"status":{"mutedBy":` + m.muted + `}}]}]`)
	}))
	mux.HandleFunc("GET /api/v1/query", answer(m.query))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	api := stores.NewAPI(here(server.URL), "http://store.store")
	return Trial{
		Platform:     proof.Platform{Cluster: "here", Alerts: "http://mimir-gateway.mimir:80/alertmanager", Contacts: []string{"oncall", "shop"}},
		Alertmanager: stores.Alertmanager{API: api}, Mimir: stores.Mimir{API: api}, Out: out,
		Wait: 10 * time.Millisecond, Patience: 200 * time.Millisecond, Poll: 5 * time.Millisecond,
	}
}

func (m *manager) query(r *http.Request) any {
	m.asked++
	told := m.counts
	if strings.Contains(r.URL.Query().Get("query"), "failed") {
		told = m.failed
	}
	if m.asked <= 2 || told == "" {
		return json.RawMessage(`{"data":{"result":[]}}`)
	}
	kind, value, _ := strings.Cut(told, " ")
	return json.RawMessage(fmt.Sprintf(`{"data":{"result":[{"metric":{"integration":%q},"value":[1,%q]}]}}`, kind, value))
}

func TestATestAlertIsFollowed(t *testing.T) {
	const oncall, active = `[{"name":"none"},{"name":"oncall"}]`, `{"state":"active"}`
	for name, c := range map[string]struct {
		manager *manager
		contact string
		ok      bool
		says    []string
	}{
		"told": {
			&manager{receivers: oncall, status: active, counts: "pagerduty 1"}, "", true,
			[]string{"sent: alert KalypsoTest, severity critical, namespace default", "goes to oncall (pagerduty), in 0 s", "(pagerduty): told\n"},
		},
		"told in the end": {
			&manager{receivers: oncall, status: active, counts: "pagerduty 3", failed: "pagerduty 2"}, "", true,
			[]string{"oncall (pagerduty): told, after 2 attempts that failed"},
		},
		"failed": {
			&manager{receivers: oncall, status: active, counts: "pagerduty 2", failed: "pagerduty 2"}, "", false,
			[]string{"oncall (pagerduty): FAILED, 2 of 2 attempts", "kalypso:contactSecrets", "kubectl -n mimir logs"},
		},
		"nothing tried": {&manager{receivers: oncall, status: active}, "", false, []string{"oncall (pagerduty): nothing was tried"}},
		"nobody takes it": {
			&manager{receivers: `[{"name":"none"}]`, status: active}, "", false, []string{"no contact takes this severity in this namespace"},
		},
		"as it takes it": {
			&manager{receivers: `[{"name":"shop"}]`, status: active, counts: "webhook 1"}, "shop", true,
			[]string{"severity warning, namespace shop-test", "shop (webhook): told"},
		},
		"only another": {
			&manager{receivers: oncall, status: active}, "shop", false,
			[]string{"shop is not told: it does not take this severity in this namespace, only oncall (pagerduty)"},
		},
		"silenced":  {&manager{receivers: oncall, status: `{"silencedBy":["5f"]}`}, "", false, []string{"it is silenced by 5f"}},
		"inhibited": {&manager{receivers: oncall, status: `{"inhibitedBy":["5f"]}`}, "", false, []string{"another alert that fires inhibits it"}},
		"muted": {
			&manager{receivers: `[{"name":"shop"}]`, status: active, muted: `["nights"]`}, "shop", false,
			[]string{"shop: not told now, muted by nights"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			m := c.manager
			if m.muted == "" {
				m.muted = "[]"
			}
			trial := m.start(t, &out)
			trial.Contact = c.contact
			ok, err := trial.Run(t.Context())
			require.NoError(t, err)
			assert.Equal(t, c.ok, ok, out.String())
			for _, want := range append(c.says, "is resolved;") {
				assert.Contains(t, out.String(), want)
			}
			require.Len(t, m.raised, 2)
			assert.Contains(t, m.raised[0].Annotations["summary"], "test")
			assert.True(t, m.raised[0].EndsAt.After(time.Now()))
			assert.False(t, m.raised[1].EndsAt.After(time.Now()))
		})
	}
}

func TestAnInterruptedTestIsEnded(t *testing.T) {
	var out bytes.Buffer
	m := &manager{receivers: `[{"name":"oncall"}]`, status: `{}`, muted: "[]"}
	trial := m.start(t, &out)
	trial.Wait = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := trial.Run(ctx)
	assert.ErrorContains(t, err, "waiting for the Alertmanager to tell")
	assert.Len(t, m.raised, 2)
	assert.Contains(t, out.String(), "is resolved;")
}

func TestWithoutAContactNothingIsSent(t *testing.T) {
	var out bytes.Buffer
	m := &manager{}
	trial := m.start(t, &out)
	trial.Contact = "onkall"
	_, err := trial.Run(t.Context())
	assert.ErrorContains(t, err, "no contact is called onkall, did you mean oncall; there are: oncall, shop")
	trial.Contact, trial.Platform.Contacts = "", nil
	ok, err := trial.Run(t.Context())
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Contains(t, out.String(), "kalypso:alerting.contacts")
	trial.Platform.Alerts = ""
	_, err = trial.Run(t.Context())
	assert.ErrorContains(t, err, "mimir, which is off")
	assert.Empty(t, m.raised)
}
