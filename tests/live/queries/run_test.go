package queries

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// TestAnswersAreToldFromEmptyOnes has stores that know one thing each, and refuse another.
func TestAnswersAreToldFromEmptyOnes(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked := r.FormValue("query") + r.FormValue("q")
		if strings.Contains(asked, "wrong") {
			http.Error(w, "parse error", http.StatusBadRequest)
			return
		}
		text := map[string]string{
			addresses[mimir] + "query?there":       `{"data":{"result":[{}]}}`,
			addresses[loki] + "query_range?there":  `{"data":{"result":[{}]}}`,
			addresses[tempo] + "search?there":      `{"traces":[{}]}`,
			addresses[pyroscope] + "SelectSeries?": `{"series":[{}]}`,
		}[r.URL.Path+"?"+asked]
		if text == "" {
			text = "{}"
		}
		_, _ = w.Write([]byte(text))
	}))
	defer server.Close()
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	a := asker{client, time.Now()}
	for _, c := range []struct {
		query  Query
		data   bool
		failed bool
	}{
		{Query{Store: mimir, Expr: "there", Now: true}, true, false},
		{Query{Store: mimir, Expr: "there"}, false, false},
		{Query{Store: mimir, Expr: "wrong"}, false, true},
		{Query{Store: loki, Expr: "there"}, true, false},
		{Query{Store: tempo, Expr: "there"}, true, false},
		{Query{Store: tempo, Expr: "other"}, false, false},
		{Query{Store: pyroscope}, true, false},
		{Query{Store: pyroscope, Merged: true}, false, false},
		{Query{Store: "other"}, false, true},
	} {
		data, err := a.ask(t.Context(), c.query)
		if data != c.data || (err != nil) != c.failed {
			t.Errorf("%v: %v, %v", c.query, data, err)
		}
	}
}

// TestAnEmptyAnswerNeedsAReason looks at each kind of reason, and at the want of one.
func TestAnEmptyAnswerNeedsAReason(t *testing.T) {
	e := expected{Alerts: "all is well", Records: map[string]string{"a:b:c": "nothing"}, Panels: map[string]string{"limits{": "no limit"},
		Absent: []absent{{Names: "obi_.*", Of: "obi", Why: "no image"}}}
	if err := e.compile(); err != nil {
		t.Fatal(err)
	}
	off := map[string]string{"grafana": "no image", "obi": "no kernel"}
	for want, q := range map[string]Query{
		"grafana does not run: no image": {Store: mimir, Component: "grafana", Dashboard: "d", Expr: "x"},
		"obi does not run: no kernel":    {Store: mimir, Dashboard: "d", Expr: "rate(obi_traces[5m])"},
		"all is well":                    {Store: mimir, Expr: "x"},
		"nothing":                        {Store: mimir, Expr: "x", Record: "a:b:c"},
		"its own":                        {Store: mimir, Expr: "x", Dashboard: "d", Reason: "its own"},
		"no limit":                       {Store: mimir, Expr: `limits{a="b"}`, Dashboard: "d"},
		"":                               {Store: mimir, Expr: "x", Dashboard: "d"},
	} {
		if got := e.reason(q, off); got != want {
			t.Errorf("%v: %q, want %q", q, got, want)
		}
		f := Figures{Stores: map[string]*Count{}}
		if err := f.add(q, answer{}, want); (err == nil) != (want != "") {
			t.Errorf("%v, empty: %v", q, err)
		}
	}
}
