package queries

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const (
	// window is what a dashboard shows when it is opened, step a point of its graphs.
	window, step = time.Hour, 30 * time.Second
	// patience bounds one query.
	patience = time.Minute
	form     = "application/x-www-form-urlencoded"
)

// addresses are the stores' Services behind the API server.
var addresses = map[string]string{
	mimir:     "/api/v1/namespaces/mimir/services/mimir-gateway:80/proxy/prometheus/api/v1/",
	loki:      "/api/v1/namespaces/loki/services/loki-gateway:80/proxy/loki/api/v1/",
	tempo:     "/api/v1/namespaces/tempo/services/tempo-gateway:3100/proxy/api/",
	pyroscope: "/api/v1/namespaces/pyroscope/services/pyroscope:4040/proxy/querier.v1.QuerierService/",
}

// asker asks the stores of a cluster, as of one moment.
type asker struct {
	client *kube.Client
	at     time.Time
}

// ask tells whether there is an answer with something in it. A query that the store refuses is an error.
func (a asker) ask(ctx context.Context, q Query) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	switch q.Store {
	case mimir, loki:
		return a.series(ctx, q)
	case tempo:
		return a.traces(ctx, q)
	case pyroscope:
		return a.profiles(ctx, q)
	}
	return false, fmt.Errorf("there is no store %q", q.Store)
}

// series are Mimir's, and Loki's, whose API is the same. Loki answers a query for one moment only if it is for numbers.
func (a asker) series(ctx context.Context, q Query) (bool, error) {
	path, values := "query", url.Values{"query": {q.Expr}, "time": {seconds(a.at)}}
	if !q.Now {
		path = "query_range"
		values = url.Values{"query": {q.Expr}, "start": {seconds(a.at.Add(-window))}, "end": {seconds(a.at)}, "step": {fmt.Sprint(step.Seconds())}}
		if q.Store == loki {
			values.Set("limit", "100")
		}
	}
	var found struct {
		Data struct{ Result []any }
	}
	err := a.send(ctx, http.MethodPost, addresses[q.Store]+path, form, values.Encode(), &found)
	return len(found.Data.Result) > 0, err
}

func (a asker) traces(ctx context.Context, q Query) (bool, error) {
	values := url.Values{"q": {q.Expr}, "start": {fmt.Sprint(a.at.Add(-window).Unix())}, "end": {fmt.Sprint(a.at.Unix())}, "limit": {"20"}}
	var found struct{ Traces []any }
	err := a.send(ctx, http.MethodGet, addresses[tempo]+"search?"+values.Encode(), "", "", &found)
	return len(found.Traces) > 0, err
}

func (a asker) profiles(ctx context.Context, q Query) (bool, error) {
	method := "SelectSeries"
	body := map[string]any{"profileTypeID": q.Profile, "labelSelector": q.Expr, "step": step.Seconds(),
		"start": a.at.Add(-window).UnixMilli(), "end": a.at.UnixMilli()}
	if q.Merged {
		method = "SelectMergeStacktraces"
	}
	text, err := json.Marshal(body)
	if err != nil {
		return false, err
	}
	var found struct {
		Series     []any
		Flamegraph struct{ Names []string }
	}
	err = a.send(ctx, http.MethodPost, addresses[pyroscope]+method, "application/json", string(text), &found)
	return len(found.Series)+len(found.Flamegraph.Names) > 0, err
}

func (a asker) send(ctx context.Context, method, path, contentType, body string, into any) error {
	answer, err := a.client.Send(ctx, method, path, contentType, []byte(body))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("decoding %.200s: %w", answer, err)
	}
	return nil
}

func seconds(t time.Time) string { return fmt.Sprintf("%.3f", float64(t.UnixMilli())/1000) }
