// Command demo-pay takes the money: one payment in twenty fails, and giving money back takes most of a second.
package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/kalypsoServing/kalypso/tests/tools/demo/telemetry"
)

const (
	// failsEvery is the error rate of 5 %.
	failsEvery = 20
	// slow is how long a refund takes.
	slow = 800 * time.Millisecond
)

// till counts payments.
type till struct {
	count    atomic.Int64
	payments metric.Int64Counter
}

func main() {
	t := &till{}
	var err error
	// The provider behind it is set when serving begins.
	if t.payments, err = otel.Meter("demo").Int64Counter("demo.payments", metric.WithDescription("Payments by outcome.")); err == nil {
		mux := http.NewServeMux()
		mux.Handle("GET /pay", otelhttp.NewHandler(http.HandlerFunc(t.pay), "GET /pay"))
		mux.Handle("GET /refund", otelhttp.NewHandler(http.HandlerFunc(t.refund), "GET /refund"))
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
		err = telemetry.Serve(telemetry.HTTP, mux)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func (t *till) pay(w http.ResponseWriter, r *http.Request) {
	outcome, span := "paid", trace.SpanFromContext(r.Context())
	if t.count.Add(1)%failsEvery == 0 {
		outcome = "refused"
		span.SetStatus(codes.Error, "the bank refused")
		slog.ErrorContext(r.Context(), "payment refused", "bank", "demo")
		http.Error(w, outcome, http.StatusInternalServerError)
	}
	t.payments.Add(r.Context(), 1, metric.WithAttributes(attribute.String("outcome", outcome)))
	slog.DebugContext(r.Context(), "payment", "outcome", outcome)
}

func (t *till) refund(w http.ResponseWriter, r *http.Request) {
	_, span := otel.Tracer("demo").Start(r.Context(), "ask the bank")
	time.Sleep(slow)
	span.End()
	slog.WarnContext(r.Context(), "slow refund", "seconds", slow.Seconds())
	fmt.Fprintln(w, "given back")
}
