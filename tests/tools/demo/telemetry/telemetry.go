// Package telemetry sets up OpenTelemetry's SDK as an application would: traces, and metrics with exemplars, by OTLP to where
// the environment says (OTEL_EXPORTER_OTLP_ENDPOINT), and JSON log lines that carry the trace's id. Nobody names the service:
// the platform does, by its workload.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
)

// Protocol is how a program sends.
type Protocol string

const (
	// GRPC is to port 4317.
	GRPC Protocol = "grpc"
	// HTTP is to port 4318.
	HTTP Protocol = "http"
)

// Serve runs a server until the process is told to end, with telemetry around it.
func Serve(protocol Protocol, handler http.Handler) error {
	slog.SetDefault(slog.New(withTrace{slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug})}))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	end, err := start(ctx, protocol)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: ":8080", Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close() // nothing is left to tell it to
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return end()
}

// start makes the SDK's providers the process' own; end sends what is left.
func start(ctx context.Context, protocol Protocol) (end func() error, err error) {
	spans, points, err := exporters(ctx, protocol)
	if err != nil {
		return nil, fmt.Errorf("setting up OpenTelemetry: %w", err)
	}
	traces := trace.NewTracerProvider(trace.WithBatcher(spans))
	metrics := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(points)))
	otel.SetTracerProvider(traces)
	otel.SetMeterProvider(metrics)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return errors.Join(traces.Shutdown(ctx), metrics.Shutdown(ctx))
	}, nil
}

func exporters(ctx context.Context, protocol Protocol) (trace.SpanExporter, metric.Exporter, error) {
	var spans *otlptrace.Exporter
	var points metric.Exporter
	var errSpans, errPoints error
	if protocol == GRPC {
		spans, errSpans = otlptracegrpc.New(ctx)
		points, errPoints = otlpmetricgrpc.New(ctx)
	} else {
		spans, errSpans = otlptracehttp.New(ctx)
		points, errPoints = otlpmetrichttp.New(ctx)
	}
	return spans, points, errors.Join(errSpans, errPoints)
}
