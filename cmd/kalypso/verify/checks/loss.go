package checks

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// loss is a counter of what was thrown away, and the labels that say why and where.
type loss struct {
	counter string
	by      []string
	remedy  string
}

// losses are the counters of the parts that are there.
func (a *attempt) losses() []loss {
	p := a.Platform
	var all []loss
	add := func(address, remedy string, by []string, counters ...string) {
		if address == "" {
			return
		}
		for _, counter := range counters {
			all = append(all, loss{counter, by, remedy})
		}
	}
	limits := func(store, address string) string {
		return "the reason names the limit of " + store + " that was hit\n" + pods(address)
	}
	reason := []string{"reason"}
	add(p.Metrics, limits("Mimir", p.Metrics), reason, "cortex_discarded_samples_total")
	add(p.Logs, limits("Loki", p.Logs), reason, "loki_discarded_samples_total")
	add(p.Traces, limits("Tempo", p.Traces), reason, "tempo_discarded_spans_total", "tempo_metrics_generator_spans_discarded_total")
	add(p.Profiles, limits("Pyroscope", p.Profiles), reason, "pyroscope_discarded_samples_total")
	for _, signal := range []string{"metric_points", "log_records", "spans"} {
		add(p.Gateway, "what the store behind that exporter says: "+logs(p.Gateway), []string{"exporter", "k8s_pod_name"},
			"otelcol_exporter_send_failed_"+signal+"_total", "otelcol_exporter_enqueue_failed_"+signal+"_total")
		add(p.Gateway, "the collector refuses when its memory or its queue is full: "+pods(p.Gateway), []string{"receiver", "k8s_pod_name"},
			"otelcol_receiver_refused_"+signal+"_total")
	}
	add(p.Profiles, "Pyroscope refuses what the profilers send, and nothing tries again: "+pods(p.Profiles),
		[]string{"exporter", "k8s_pod_name"},
		"otelcol_exporter_send_failed_profile_samples_total", "otelcol_exporter_enqueue_failed_profile_samples_total")
	return all
}

// notLost leaves out the reasons of what a store counts as discarded and is not lost: what is above a rate is refused with a word
// that the gateway understands, and sent again; spans that come late, after an outage, are stored, and only no metrics are made
// of them. Pyroscope's refusals are final, whatever the reason.
func notLost(counter string) string {
	if strings.HasPrefix(counter, "otelcol_") || strings.HasPrefix(counter, "pyroscope_") {
		return ""
	}
	return `{reason!~"rate_limited|per_stream_rate_limit|outside_metrics_ingestion_slack"}`
}

// lost is nil if a counter has not grown in the last hour. One that was not there before has grown from nothing.
func (a *attempt) lost(ctx context.Context, of loss) (string, error) {
	now := time.Now().UTC()
	hour := now.Add(-time.Hour).Format("15:04") + " to " + now.Format("15:04 UTC")
	counter := of.counter + notLost(of.counter)
	query := fmt.Sprintf("sum by (%s) ((%[2]s unless %[2]s offset 1h) or increase(%[2]s[1h])) > 0", strings.Join(of.by, ", "), counter)
	found, err := a.mimir.Query(ctx, query)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "none from " + hour, nil
	}
	total := 0.0
	for _, sample := range found {
		total += sample.Value
	}
	return "", fmt.Errorf("%.0f from %s: %s", total, hour, names(found, of.by...))
}
