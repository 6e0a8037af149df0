package backend

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFlushReturnsWhenSomethingWasUploaded(t *testing.T) {
	flushes := map[string]string{
		"mimir": "/api/v1/namespaces/mimir/pods/mimir-ingester-0:8080/proxy/ingester/flush?wait=true",
		"loki":  "/api/v1/namespaces/loki/pods/loki-0:3100/proxy/flush",
		"tempo": "/api/v1/namespaces/tempo/pods/tempo-ingester-0:3200/proxy/flush",
	}
	for _, b := range All() {
		t.Run(b.Name, func(t *testing.T) {
			var asked string
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					asked = r.URL.String()
				case asked == "":
					_, _ = w.Write([]byte(b.flush.uploads + `{tenant="anonymous"} 3` + "\n"))
				default:
					_, _ = w.Write([]byte(b.flush.uploads + `{tenant="anonymous"} 4` + "\n"))
				}
			})
			if err := b.Flush(context.Background(), client); err != nil {
				t.Error(err)
			}
			if asked != flushes[b.Name] {
				t.Errorf("asked %s, want %s", asked, flushes[b.Name])
			}
		})
	}
}

func TestFlushFailsWhenNothingIsUploaded(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("loki_ingester_chunks_stored_total 7\n"))
	})
	err := named(t, "loki").Flush(ctx, client)
	const want = "flushing loki-0: nothing new is in bucket loki-chunks, loki_ingester_chunks_stored_total is still 7"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error = %v, want %q", err, want)
	}
}

func TestFlushPassesOnARefusal(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Error(w, "compaction service is not running", http.StatusServiceUnavailable)
		}
	})
	err := named(t, "mimir").Flush(context.Background(), client)
	if err == nil || !strings.Contains(err.Error(), "503 compaction service is not running") {
		t.Errorf("error = %v", err)
	}
}

func TestSum(t *testing.T) {
	const metrics = `# HELP uploads_total Uploads.
# TYPE uploads_total counter
uploads_total{tenant="a b"} 2
uploads_total{tenant="c"} 1.5e+01
uploads_total_created{tenant="a"} 99
plain_total 4
broken_total many
`
	for name, want := range map[string]float64{"uploads_total": 17, "plain_total": 4, "absent_total": 0} {
		if got, err := sum(metrics, name); err != nil || got != want {
			t.Errorf("sum of %s = %v, %v, want %v", name, got, err, want)
		}
	}
	if _, err := sum(metrics, "broken_total"); err == nil {
		t.Error("want an error for a sample that is no number")
	}
}
