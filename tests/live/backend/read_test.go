package backend

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// queries are the paths that Read asks, with times as T.
var queries = map[string]string{
	"mimir":     "/api/v1/namespaces/mimir/services/mimir-gateway:80/proxy/prometheus/api/v1/query?query=last_over_time%28kalypso_live_value%7Bmark%3D%22up-1%22%7D%5B6h0m0s%5D%29",
	"loki":      "/api/v1/namespaces/loki/services/loki-gateway:80/proxy/loki/api/v1/query_range?end=T&query=%7Bservice_name%3D%22kalypso-live%22%2Cmark%3D%22up-1%22%7D&start=T",
	"tempo":     "/api/v1/namespaces/tempo/services/tempo-gateway:3100/proxy/api/v2/traces/00f159f74f767bf50d07df6edfa0120b",
	"pyroscope": "/api/v1/namespaces/pyroscope/services/pyroscope:4040/proxy/pyroscope/render?from=T&query=process_cpu%3Acpu%3Ananoseconds%3Acpu%3Ananoseconds%7Bservice_name%3D%22kalypso-live%22%2Cmark%3D%22up-1%22%7D&until=T",
}

// answers are shortened recordings of the programs' answers about the mark "up-1".
var answers = map[string]string{
	"mimir":     `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"kalypso_live_value","job":"kalypso-live","mark":"up-1"},"value":[1767323045.5,"929207"]}]}}`,
	"loki":      `{"status":"success","data":{"resultType":"streams","result":[{"stream":{"detected_level":"unknown","mark":"up-1","service_name":"kalypso-live"},"values":[["1767323045000000000","kalypso-live-up-1"]]}],"stats":{"summary":{}}}}`,
	"tempo":     `{"trace":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"kalypso-live"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":"APFZ9092e/UNB99u36ASCw==","spanId":"gqvYOeT08d0=","name":"kalypso-live-up-1","kind":"SPAN_KIND_INTERNAL","status":{}}]}]}]},"metrics":{"inspectedBytes":"119"}}`,
	"pyroscope": `{"version":1,"flamebearer":{"names":["total","kalypso-live","kalypso-live-up-1"],"levels":[[0,9292070000000,0,0]],"numTicks":9292070000000,"maxSelf":9292070000000},"metadata":{"format":"single","name":"cpu"},"groups":null}`,
}

func TestReadFindsWhatWasWritten(t *testing.T) {
	times := regexp.MustCompile(`\b\d{10}(\d{9})?\b`)
	for _, b := range All() {
		t.Run(b.Name, func(t *testing.T) {
			var asked string
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				asked = times.ReplaceAllString(r.URL.String(), "T")
				_, _ = w.Write([]byte(answers[b.Name]))
			})
			if err := b.Read(context.Background(), client, "up-1"); err != nil {
				t.Error(err)
			}
			if asked != queries[b.Name] {
				t.Errorf("asked\n%s\nwant\n%s", asked, queries[b.Name])
			}
		})
	}
}

func TestReadSaysWhatCameInstead(t *testing.T) {
	tests := []struct{ backend, from, to, want string }{
		{"mimir", `"929207"`, `"929208"`, "want value 929207, got 929208"},
		{"mimir", `"mark":"up-1"`, `"mark":"up-2"`, "want one series kalypso_live_value with mark up-1"},
		{"mimir", answers["mimir"], `{"status":"success","data":{"resultType":"vector","result":[]}}`, `got {"status":"success"`},
		{"mimir", answers["mimir"], "<html>", "decoding <html>"},
		{"loki", `"kalypso-live-up-1"`, `"something else"`, `want line "kalypso-live-up-1", got "something else"`},
		{"loki", `"]]}]`, `"],["1","x"]]}]`, "want one line of one stream with mark up-1"},
		{"loki", answers["loki"], `{"status":"success","data":{"resultType":"streams","result":[]}}`, `got {"status":"success"`},
		{"loki", answers["loki"], "", "decoding"},
		{"tempo", `"name":"kalypso-live-up-1"`, `"name":"GET /"`, `want one span "kalypso-live-up-1", got ["GET /"]`},
		{"tempo", answers["tempo"], `{"trace":{},"metrics":{}}`, `got [] in {"trace":{},"metrics":{}}`},
		{"tempo", answers["tempo"], "trace not found", "decoding trace not found"},
		{"pyroscope", `"kalypso-live-up-1"`, `"main"`, `got ["total" "kalypso-live" "main"]`},
		{"pyroscope", `"numTicks":9292070000000`, `"numTicks":18584140000000`, "want 9292070000000 ns in them, got 18584140000000"},
		{"pyroscope", answers["pyroscope"], `{"flamebearer":{"names":["total"],"levels":[],"numTicks":0}}`, `got ["total"]`},
		{"pyroscope", answers["pyroscope"], "no", "decoding no"},
	}
	for _, test := range tests {
		answer := strings.Replace(answers[test.backend], test.from, test.to, 1)
		if answer == answers[test.backend] {
			t.Fatalf("%s: %q is not in the answer", test.backend, test.from)
		}
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) })
		err := named(t, test.backend).Read(context.Background(), client, "up-1")
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "reading back from "+test.backend) {
			t.Errorf("%s with %s: error = %v, want %q", test.backend, test.to, err, test.want)
		}
	}
}

func TestReadPassesOnARefusal(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no ingester", http.StatusBadGateway) })
	for _, b := range All() {
		err := b.Read(context.Background(), client, "up-1")
		if err == nil || !strings.Contains(err.Error(), "502 no ingester") {
			t.Errorf("%s: error = %v", b.Name, err)
		}
	}
}

func named(t *testing.T, name string) Backend {
	t.Helper()
	for _, b := range All() {
		if b.Name == name {
			return b
		}
	}
	t.Fatalf("there is no backend %s", name)
	return Backend{}
}
