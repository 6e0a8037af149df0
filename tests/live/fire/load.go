package fire

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/usage"
)

// What an agent may take at 1,000 lines a second and all scrapes, and how many series there may be when nothing is done.
const (
	agentMemory, agentCores = 160, 0.15
	idleSeries              = 15_000
)

// agentAtLoad measures for a minute without and a minute with 1,000 lines a second, beside the log of everything that runs.
func (f *Fire) agentAtLoad(ctx context.Context) (string, error) {
	quiet, _, err := f.observe(ctx)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("chatter-%d", time.Now().UnixNano())
	pod := demo.Pod{Name: name, Program: "lines"}
	for i := range 10 {
		pod.Arguments = append(pod.Arguments, []string{"-run", logged(name, i), "-rate", "100"})
	}
	if err := f.create(ctx, pod.Object()); err != nil {
		return "", err
	}
	if err := f.ready(ctx, demo.Namespace); err != nil {
		return "", err
	}
	loaded, memory, err := f.observe(ctx)
	if err != nil {
		return "", err
	}
	f.within("agent at 1,000 lines/s and all scrapes, working set", float64(memory)/(1<<20), agentMemory, "MiB")
	f.within("agent at 1,000 lines/s and all scrapes", loaded, agentCores, "cores")
	f.Note("agent: %.2f cores for each 10,000 lines/s, beside the %.3f of its scrapes and of what is logged anyway", (loaded-quiet)*10, quiet)
	return fmt.Sprintf("%d MiB, %.3f cores, without the load %.3f", memory>>20, loaded, quiet), f.deletePod(ctx, name)
}

// observe is the mean of an agent's cores and the most of its working set over a minute.
func (f *Fire) observe(ctx context.Context) (cores float64, memory int64, err error) {
	var first, last usage.Consumed
	for begun := time.Now(); last.At.Sub(first.At) < time.Minute; time.Sleep(5 * time.Second) {
		last, err = usage.Pod(ctx, f.Client, collectors, agentPrefix)
		if err != nil {
			return 0, 0, err
		}
		if time.Since(begun) > 3*time.Minute {
			return 0, 0, fmt.Errorf("the kubelet's figures of %s* do not move on", agentPrefix)
		}
		if first.At.IsZero() {
			first = last
		}
		memory = max(memory, last.WorkingSet)
	}
	return last.Cores(first), memory, nil
}

// series counts what Mimir's ingesters hold when nobody uses the platform, and names the largest metrics.
func (f *Fire) series(ctx context.Context) (string, error) {
	var active float64
	err := kube.Eventually(ctx, shown, func() (err error) {
		active, err = f.one(ctx, "sum(cortex_ingester_memory_series)")
		return err
	})
	if err != nil {
		return "", err
	}
	largest, err := f.stores().Query(ctx, `topk(10, count by (__name__) ({__name__=~".+"}))`)
	if err != nil {
		return "", err
	}
	var names []string
	for _, one := range largest {
		names = append(names, fmt.Sprintf("%s %.0f", one.Labels["__name__"], one.Value))
	}
	f.within("active series when idle", active, idleSeries, "series")
	f.Note("the ten largest metrics: %s", strings.Join(names, ", "))
	return fmt.Sprintf("%.0f", active), nil
}
