// Command demo-front is the shop's face: each purchase asks the cart, which is written in Python, and then pay. Every tenth is
// given back, which is slow.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/kalypsoServing/kalypso/tests/tools/demo/telemetry"
)

// shop is the handler of purchases.
type shop struct {
	client *http.Client
	count  atomic.Int64
}

func main() {
	// A connection for each call: a kept one would always find the same replica.
	plain := &http.Transport{DisableKeepAlives: true}
	s := &shop{client: &http.Client{Transport: otelhttp.NewTransport(plain), Timeout: 10 * time.Second}}
	mux := http.NewServeMux()
	mux.Handle("GET /buy/{item}", otelhttp.NewHandler(http.HandlerFunc(s.buy), "GET /buy/{item}"))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	if err := telemetry.Serve(telemetry.GRPC, mux); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func (s *shop) buy(w http.ResponseWriter, r *http.Request) {
	err := s.ask(r.Context(), "http://cart:8080/items/"+r.PathValue("item"))
	if err == nil {
		err = s.ask(r.Context(), "http://pay:8080/pay")
	}
	if err == nil && s.count.Add(1)%10 == 0 {
		err = s.ask(r.Context(), "http://pay:8080/refund")
	}
	if err != nil {
		slog.ErrorContext(r.Context(), "purchase failed", "item", r.PathValue("item"), "error", err.Error())
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	slog.InfoContext(r.Context(), "purchase", "item", r.PathValue("item"))
	fmt.Fprintln(w, "bought")
}

// ask makes one call inside of the request's trace.
func (s *shop) ask(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("preparing %s: %w", url, err)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection can be used again
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil
}
