package backend

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// sent is what reaches the API server for the mark "up-1" at 2026-01-02 03:04:05 UTC.
var sent = map[string]string{
	"mimir": `POST /api/v1/namespaces/mimir/services/mimir-gateway:80/proxy/otlp/v1/metrics
application/json
{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"kalypso-live"}}]},"scopeMetrics":[{"metrics":[{"name":"kalypso_live_value","gauge":{"dataPoints":[{"timeUnixNano":"1767323045000000000","asInt":"929207","attributes":[{"key":"mark","value":{"stringValue":"up-1"}}]}]}}]}]}]}`,
	"loki": `POST /api/v1/namespaces/loki/services/loki-gateway:80/proxy/loki/api/v1/push
application/json
{"streams":[{"stream":{"service_name":"kalypso-live","mark":"up-1"},"values":[["1767323045000000000","kalypso-live-up-1"]]}]}`,
	"tempo": `POST /api/v1/namespaces/tempo/services/tempo-gateway:3100/proxy/v1/traces
application/json
{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"kalypso-live"}}]},"scopeSpans":[{"spans":[{"traceId":"00f159f74f767bf50d07df6edfa0120b","spanId":"82abd839e4f4f1dd","name":"kalypso-live-up-1","kind":1,"startTimeUnixNano":"1767323044000000000","endTimeUnixNano":"1767323045000000000"}]}]}]}`,
	"pyroscope": `POST /api/v1/namespaces/pyroscope/services/pyroscope:4040/proxy/ingest?format=groups&from=1767323035&name=kalypso-live%7Bmark%3Dup-1%7D&sampleRate=100&until=1767323045
text/plain
kalypso-live;kalypso-live-up-1 929207
`,
}

func TestWriteSendsTheGoldenPayload(t *testing.T) {
	for _, b := range All() {
		t.Run(b.Name, func(t *testing.T) {
			var got string
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				got = r.Method + " " + r.URL.String() + "\n" + r.Header.Get("Content-Type") + "\n" + string(body)
			})
			if err := b.Write(context.Background(), client, "up-1", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			if got != sent[b.Name] {
				t.Errorf("sent\n%s\nwant\n%s", got, sent[b.Name])
			}
		})
	}
}

func TestWriteRefusesAMarkThatWouldHaveToBeQuoted(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for _, mark := range []string{"", "a b", `a"`, "a{b}", "a;b", "a\n"} {
		if err := All()[0].Write(context.Background(), client, mark, time.Now()); err == nil {
			t.Errorf("mark %q: want an error", mark)
		}
	}
}

func TestARefusedWriteSaysWhy(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the sample is too old", http.StatusBadRequest)
	})
	err := All()[0].Write(context.Background(), client, "up-1", time.Now())
	if err == nil || !strings.Contains(err.Error(), "writing to mimir: ") || !strings.Contains(err.Error(), "the sample is too old") {
		t.Errorf("error = %v", err)
	}
}

// serve stands in for the API server.
func serve(t *testing.T, handler http.HandlerFunc) *kube.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
