package checks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// spanMetrics and serviceGraph are what Tempo's generator counts of every run's trace.
const (
	spanMetrics  = `traces_spanmetrics_calls_total{service="` + send.Service + `"}`
	serviceGraph = `traces_service_graph_request_total{client="` + send.Service + `",server="` + send.Server + `"}`
)

// keepTrace reads the trace back, and keeps it as evidence.
func (a *attempt) keepTrace(ctx context.Context) (string, error) {
	spans, err := a.spans(ctx, a.tempo.API)
	if err != nil {
		return "", err
	}
	a.evidence.spans = spans
	for key, value := range map[string]string{"k8s.cluster.name": a.Platform.Cluster, "k8s.namespace.name": send.Namespace} {
		if found := stores.Value(spans[0].Resource, key); value != "" && found != value {
			return "", fmt.Errorf("want resource attribute %s=%q, found %q", key, value, found)
		}
	}
	return "2 spans of 2 services", nil
}

func (a *attempt) readTrace(ctx context.Context, api stores.API) error {
	_, err := a.spans(ctx, api)
	return err
}

// spans are those of this run's trace, the client's first.
func (a *attempt) spans(ctx context.Context, api stores.API) ([]stores.Span, error) {
	spans, err := stores.Tempo{API: api}.Trace(ctx, a.run.Trace)
	if err != nil {
		return nil, err
	}
	var client, server []stores.Span
	for _, span := range spans {
		switch span.Service {
		case send.Service:
			client = append(client, span)
		case send.Server:
			server = append(server, span)
		}
	}
	if len(client) != 1 || len(server) != 1 {
		return nil, fmt.Errorf("want a span of each of two services, found %d of %s and %d of %s",
			len(client), send.Service, len(server), send.Server)
	}
	return append(client, server...), nil
}

// search finds the trace by what is in it.
func (a *attempt) search(ctx context.Context) (string, error) {
	query := fmt.Sprintf("{resource.service.name=%q && span.%s=%q}", send.Service, send.RunLabel, a.run.ID)
	ids, err := a.tempo.Search(ctx, query, a.run.At.Add(-time.Minute), time.Now())
	if err != nil {
		return "", err
	}
	if !slices.Contains(ids, a.run.Trace) {
		return "", fmt.Errorf("%s finds %d traces, but not this run's", query, len(ids))
	}
	return "", nil
}

// counted is nil once a query counts differently from before: anew, if the generator has started anew.
func (a *attempt) counted(ctx context.Context, promQL string, before float64) (string, error) {
	now, err := a.count(ctx, promQL)
	switch {
	case err != nil:
		return "", err
	case now < 0:
		return "", fmt.Errorf("no series %s", promQL)
	case now == before || now == 0: // a new series begins with 0
		return "", fmt.Errorf("%s counts %.0f, as before this run", promQL, now)
	}
	return fmt.Sprintf("counts %.0f", now), nil
}
