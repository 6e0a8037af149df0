package traffic

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// place is a pod of the platform that counts what it throws away.
type place struct {
	namespace, prefix string
	port              int
	names             string
	label             string
}

// places are where anything can be discarded on its way.
func places() []place {
	const discarded = `^(cortex|loki|tempo)_discarded_(samples|spans)_total$`
	return []place{
		{"mimir", "mimir-distributor", 8080, discarded, "reason"}, {"mimir", "mimir-ingester", 8080, discarded, "reason"},
		{"loki", "loki-0", 3100, discarded, "reason"},
		{"tempo", "tempo-distributor", 3200, discarded, "reason"}, {"tempo", "tempo-ingester", 3200, discarded, "reason"},
		{"telemetry", "kalypso-collector-", 8888, `^otelcol_exporter_(enqueue|send)_failed_\w+$`, "exporter"},
	}
}

// Discarded is what all of them say.
func (s Stores) Discarded(ctx context.Context) (Discarded, error) {
	all := Discarded{}
	for _, p := range places() {
		texts, err := s.metrics(ctx, p.namespace, p.prefix, p.port)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			for what, count := range sumBy(text, regexp.MustCompile(p.names), p.label) {
				all[what] += count
			}
		}
	}
	return all, nil
}

// Queued is how much waits in the queues of the collectors, in bytes.
func (s Stores) Queued(ctx context.Context) (int, error) {
	texts, err := s.metrics(ctx, "telemetry", "kalypso-", 8888)
	if err != nil {
		return 0, err
	}
	waiting := 0
	for _, text := range texts {
		waiting += sumBy(text, regexp.MustCompile(`^otelcol_exporter_queue_size$`), "exporter").Sum("")
	}
	return waiting, nil
}

// onItsWay is what collectors hold while all goes well: a batch is sent when it is half a megabyte or a second old.
const onItsWay = 1_000_000

// Empty is nil when nothing waits any more but what comes in meanwhile.
func (s Stores) Empty(ctx context.Context) error {
	waiting, err := s.Queued(ctx)
	if err == nil && waiting > onItsWay {
		err = fmt.Errorf("%d bytes wait in the queues of the collectors", waiting)
	}
	return err
}

// metrics are what pods say of themselves, by name.
func (s Stores) metrics(ctx context.Context, namespace, prefix string, port int) (map[string]string, error) {
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := s.Client.Get(ctx, "/api/v1/namespaces/"+namespace+"/pods", &list); err != nil {
		return nil, fmt.Errorf("listing the pods of %s: %w", namespace, err)
	}
	all := map[string]string{}
	for _, pod := range list.Items {
		if !strings.HasPrefix(pod.Metadata.Name, prefix) {
			continue
		}
		text, err := s.Client.Text(ctx, fmt.Sprintf("/api/v1/namespaces/%s/pods/%s:%d/proxy/metrics", namespace, pod.Metadata.Name, port))
		if err != nil {
			return nil, fmt.Errorf("reading the metrics of %s/%s: %w", namespace, pod.Metadata.Name, err)
		}
		all[pod.Metadata.Name] = text
	}
	return all, nil
}
