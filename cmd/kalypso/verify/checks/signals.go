package checks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// arrivals are the checks that read a signal back.
type arrivals struct {
	metric, exemplar, log, trace, spanMetrics, profile *check
}

func (a *attempt) signals() arrivals {
	sent := a.sends()
	p := a.Platform
	signal := func(name string, from *check, goal, patience time.Duration, remedy string, ask func(context.Context) (string, error)) *check {
		return a.add(check{name: name, after: []*check{from}, since: from, goal: goal, patience: patience, remedy: remedy, ask: ask})
	}
	var found arrivals
	found.metric = signal("metric", sent.metrics, 20*time.Second, time.Minute, metricRemedy(p), from(a.mimir.API, a.readMetric))
	found.exemplar = signal("exemplar", sent.metrics, 20*time.Second, time.Minute, exemplarRemedy(p), a.readExemplar)
	found.log = signal("log", sent.logs, 5*time.Second, 30*time.Second, logRemedy(p), a.keepLog)
	found.trace = signal("trace", sent.traces, 10*time.Second, time.Minute, traceRemedy(p), a.keepTrace)
	search := signal("trace search", sent.traces, 10*time.Second, time.Minute, traceRemedy(p), a.search)
	search.after = append(search.after, found.trace)
	found.profile = signal("profile", sent.profiles, 30*time.Second, time.Minute, profileRemedy(p), from(a.pyroscope.API, a.readProfile))
	// Last: both take the generator's collection interval, and the graph waits for the other span.
	for _, one := range []struct {
		name, query string
		before      *float64
	}{{"span metrics", spanMetrics, &a.evidence.calls}, {"service graph", serviceGraph, &a.evidence.requests}} {
		c := signal(one.name, sent.traces, 45*time.Second, 90*time.Second, generatorRemedy(p),
			func(ctx context.Context) (string, error) { return a.counted(ctx, one.query, *one.before) })
		c.after, c.skip = []*check{sent.traces, found.trace}, off("the store of metrics is", p.Metrics)
		if one.query == spanMetrics {
			found.spanMetrics = c
		}
	}
	return found
}

// reading reads a signal of this run back, by a store's API or by Grafana's way to it.
type reading func(context.Context, stores.API) error

func from(api stores.API, read reading) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) { return "", read(ctx, api) }
}

// readMetric finds the gauge of this run.
func (a *attempt) readMetric(ctx context.Context, api stores.API) error {
	samples, err := stores.Mimir{API: api}.Query(ctx, fmt.Sprintf("%s{%s=%q}", send.Gauge, send.RunLabel, a.run.ID))
	if err != nil {
		return err
	}
	if len(samples) != 1 {
		return fmt.Errorf("want one series %s of this run, found %d", send.Gauge, len(samples))
	}
	want := map[string]string{
		"service_name": send.Service, "k8s_namespace_name": send.Namespace, "k8s_cluster_name": a.Platform.Cluster,
		"job": send.Namespace + "/" + send.Service, "instance": send.Instance,
	}
	return matches(samples[0].Labels, want)
}

// readExemplar finds this run's trace id on the histogram.
func (a *attempt) readExemplar(ctx context.Context) (string, error) {
	query := fmt.Sprintf("%s_seconds_bucket{service_name=%q}", send.Histogram, send.Service)
	exemplars, err := a.mimir.Exemplars(ctx, query, a.run.At.Add(-time.Minute), time.Now().Add(time.Minute))
	if err != nil {
		return "", err
	}
	for _, labels := range exemplars {
		if labels["trace_id"] == a.run.Trace {
			a.evidence.exemplar = labels["trace_id"]
			return "", nil
		}
	}
	return "", fmt.Errorf("no exemplar of this run's trace among %d of %s", len(exemplars), query)
}

// keepLog reads the log back, and keeps it as evidence.
func (a *attempt) keepLog(ctx context.Context) (string, error) {
	line, err := a.line(ctx, a.loki.API)
	if err != nil {
		return "", err
	}
	a.evidence.line = line
	for label := range line.Labels {
		if !slices.Contains([]string{"k8s_cluster_name", "k8s_namespace_name", "service_name", "k8s_container_name"}, label) {
			return "", fmt.Errorf("label %s makes streams of its own, it belongs into structured metadata", label)
		}
	}
	if line.Metadata["trace_id"] != a.run.Trace {
		return "", fmt.Errorf("the line came without its trace id: structured metadata %v", line.Metadata)
	}
	return "", matches(line.Labels, map[string]string{
		"service_name": send.Service, "k8s_namespace_name": send.Namespace, "k8s_cluster_name": a.Platform.Cluster,
	})
}

func (a *attempt) readLog(ctx context.Context, api stores.API) error {
	_, err := a.line(ctx, api)
	return err
}

// line is the one of this run.
func (a *attempt) line(ctx context.Context, api stores.API) (stores.Line, error) {
	query := fmt.Sprintf("{service_name=%q} |= %q", send.Service, a.run.ID)
	lines, err := stores.Loki{API: api}.Lines(ctx, query, a.run.At.Add(-5*time.Minute), time.Now().Add(time.Minute), 10)
	if err != nil {
		return stores.Line{}, err
	}
	if len(lines) != 1 {
		return stores.Line{}, fmt.Errorf("want one line of this run, found %d", len(lines))
	}
	return lines[0], nil
}

// matches is nil if the labels are there with these values. One that is wanted to be "" is not looked at.
func matches(labels, want map[string]string) error {
	for label, value := range want {
		if value != "" && labels[label] != value {
			return fmt.Errorf("want label %s=%q, found %q", label, value, labels[label])
		}
	}
	return nil
}
