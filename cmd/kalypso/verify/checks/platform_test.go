package checks

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// platform is a fake of all stores and the gateway behind one address. They hold what the gateway is sent.
type platform struct {
	*httptest.Server
	// broken is the one thing that does not work.
	broken string
	lock   sync.Mutex
	sent   map[string]any // by signal, the body
}

func newPlatform(t *testing.T, broken string) *platform {
	p := &platform{broken: broken, sent: map[string]any{}}
	mux := http.NewServeMux()
	for _, signal := range []string{"metrics", "logs", "traces"} {
		mux.HandleFunc("POST /gateway/v1/"+signal, p.take(signal))
	}
	mux.HandleFunc("POST /pyroscope/v1development/profiles", p.take("profiles"))
	for _, prefix := range []string{"", "/grafana/api/datasources/proxy/uid"} {
		mux.HandleFunc("GET "+prefix+"/mimir/api/v1/query", p.answer(p.query))
		mux.HandleFunc("GET "+prefix+"/mimir/api/v1/query_exemplars", p.answer(p.exemplars))
		mux.HandleFunc("GET "+prefix+"/loki/loki/api/v1/query_range", p.answer(p.lines))
		mux.HandleFunc("GET "+prefix+"/loki/loki/api/v1/query", p.answer(p.count))
		mux.HandleFunc("GET "+prefix+"/tempo/api/traces/{id}", p.answer(p.trace))
		mux.HandleFunc("GET "+prefix+"/tempo/api/search", p.answer(p.search))
		mux.HandleFunc("POST "+prefix+"/pyroscope/querier.v1.QuerierService/SelectMergeStacktraces", p.answer(p.frames))
	}
	mux.HandleFunc("GET /mimir/api/v1/rules", p.answer(p.rules))
	mux.HandleFunc("GET /alertmanager/api/v2/alerts", p.answer(p.alerts))
	mux.HandleFunc("GET /grafana/api/datasources/uid/{uid}/health", p.answer(p.health))
	mux.HandleFunc("GET /grafana/api/datasources/proxy/uid/alertmanager/api/v2/receivers", p.answer(p.receivers))
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

type (
	object = map[string]any
	list   = []any
)

func (p *platform) receivers(*http.Request) any {
	if p.broken == "receivers" {
		return list{object{"name": "none"}}
	}
	return list{object{"name": "none"}, object{"name": "oncall"}}
}

func (p *platform) take(signal string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var decoded any
		if json.Unmarshal(body, &decoded) != nil || p.broken == "send "+signal {
			http.Error(w, "sending queue is full", http.StatusServiceUnavailable)
			return
		}
		p.lock.Lock()
		defer p.lock.Unlock()
		if p.broken != signal {
			p.sent[signal] = decoded
		}
	}
}

// answer writes what a store answers; nil is what it does not have.
func (p *platform) answer(make func(*http.Request) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p.lock.Lock()
		defer p.lock.Unlock()
		if strings.HasPrefix(r.URL.Path, "/grafana") {
			if user, password, _ := r.BasicAuth(); user+":"+password != "admin:secret" {
				http.Error(w, "who are you?", http.StatusUnauthorized)
				return
			}
		}
		answer := make(r)
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func (p *platform) unless(broken string, whole, otherwise any) any {
	if p.broken == broken {
		return otherwise
	}
	return whole
}

// at follows keys and indexes into JSON; nil if they lead nowhere.
func at(value any, path ...any) any {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			inner, _ := value.(object)
			value = inner[key]
		case int:
			inner, _ := value.(list)
			if key >= len(inner) {
				return nil
			}
			value = inner[key]
		}
	}
	return value
}

// labels are attributes as labels: text by key, with dots replaced.
func labels(attributes any, dot string) object {
	found := object{}
	all, _ := attributes.(list)
	for _, one := range all {
		found[strings.ReplaceAll(at(one, "key").(string), ".", dot)] = at(one, "value", "stringValue")
	}
	return found
}

// expectation names everything that the fake has.
func (p *platform) expectation() proof.Platform {
	return proof.Platform{
		Cluster: "test", Gateway: p.URL + "/gateway", Metrics: p.URL + "/mimir", Logs: p.URL + "/loki",
		Traces: p.URL + "/tempo", Profiles: p.URL + "/pyroscope", Alerts: p.URL + "/alertmanager", Contacts: []string{"oncall"},
		Grafana: &proof.Grafana{URL: p.URL + "/grafana", Datasources: map[string]string{
			"metrics": "mimir", "logs": "loki", "traces": "tempo", "profiles": "pyroscope",
		}},
		Jobs: []string{"mimir/ingester"},
		Fresh: []proof.Freshness{
			{Name: "kubelet metrics", Store: "metrics", Query: "age of kubelet metrics", PerNode: true, Age: 90},
			{Name: "node metrics", Store: "metrics", Query: "age of node metrics", Age: 90},
			{Name: "pod logs", Store: "logs", Query: `{service_name!="k8s-events"}`, Age: 90},
			{Name: "pod logs of each node", Store: "logs", Query: `{service_name!="k8s-events"}`, Age: 90, PerNode: true},
			{Name: "OBI spans", Store: "traces", Query: "{}", Age: 90, Optional: true},
		},
		Links: testLinks(),
	}
}

// way leads nowhere else.
type way struct{}

func (way) URL(_ context.Context, base string) (string, error) { return base, nil }
func (way) Nodes(context.Context) ([]string, error)            { return []string{"a", "b"}, nil }
func (way) Login(context.Context, proof.Grafana) (user, password string, err error) {
	return "admin", "secret", nil
}
