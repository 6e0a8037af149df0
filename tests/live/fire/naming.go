package fire

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// shown is how long a metric may take from an application to an answer, and a minute of its rate beside that.
const shown = 3 * time.Minute

// replicas wants a counter of two pods of one service to be two series, whose rates add up to what is bought.
func (f *Fire) replicas(ctx context.Context) (string, error) {
	const counter = `demo_payments_total{k8s_namespace_name="demo",service_name="pay"}`
	var note string
	err := kube.Eventually(ctx, shown, func() error {
		instances, err := f.one(ctx, "count(count by (job, instance, k8s_pod_name) ("+counter+"))")
		if err != nil {
			return err
		}
		sum, err := f.one(ctx, "sum(rate("+counter+"[1m]))")
		if err != nil {
			return err
		}
		note = fmt.Sprintf("%.0f series, %.2f payments a second of %d", instances, sum, demo.Rate)
		if instances != demo.PayReplicas || math.Abs(sum-demo.Rate) > demo.Rate*0.15 {
			return fmt.Errorf("%s; want %d and %d within 15 %%", note, demo.PayReplicas, demo.Rate)
		}
		return nil
	})
	return note, err
}

// one is the answer to a query with a single value.
func (f *Fire) one(ctx context.Context, query string) (float64, error) {
	found, err := f.stores().Query(ctx, query)
	if err != nil {
		return 0, err
	}
	if len(found) != 1 {
		return 0, fmt.Errorf("%s has %d values, want one", query, len(found))
	}
	return found[0].Value, nil
}

// deltas sends a counter as differences, which Mimir refuses: the gateway adds them up.
func (f *Fire) deltas(ctx context.Context) (string, error) {
	run, begin := fmt.Sprintf("d%d", time.Now().UnixNano()), time.Now().Add(-2*time.Second)
	for i := range 2 {
		from := begin.Add(time.Duration(i) * time.Second)
		body, err := json.Marshal(delta(run, from, from.Add(time.Second)))
		if err != nil {
			return "", fmt.Errorf("encoding a delta: %w", err)
		}
		if code, _, answer := f.Post(ctx, "/v1/metrics", body); code != 200 {
			return "", fmt.Errorf("sending a delta: %d %s", code, answer)
		}
	}
	return "", kube.Eventually(ctx, shown, func() error {
		sum, err := f.one(ctx, fmt.Sprintf(`last_over_time(kalypso_fire_delta_total{run=%q}[10m])`, run))
		if err == nil && sum != 10 {
			err = fmt.Errorf("two deltas of 5 are %v", sum)
		}
		return err
	})
}

func delta(run string, from, to time.Time) kube.Object {
	text := func(key, value string) kube.Object {
		return kube.Object{"key": key, "value": kube.Object{"stringValue": value}}
	}
	point := kube.Object{"startTimeUnixNano": fmt.Sprint(from.UnixNano()), "timeUnixNano": fmt.Sprint(to.UnixNano()),
		"asInt": "5", "attributes": []any{text("run", run)}}
	sum := kube.Object{"aggregationTemporality": 1, "isMonotonic": true, "dataPoints": []any{point}}
	return kube.Object{"resourceMetrics": []any{kube.Object{
		"resource": kube.Object{"attributes": []any{text("service.name", traffic.Service)}},
		"scopeMetrics": []any{kube.Object{"metrics": []any{
			kube.Object{"name": "kalypso_fire_delta", "sum": sum},
		}}},
	}}}
}
