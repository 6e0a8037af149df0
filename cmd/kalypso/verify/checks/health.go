package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// health asks the platform's own metrics whether all of it is seen, and nothing is lost or piles up.
func (a *attempt) health() {
	skip := off("the store of metrics is", a.Platform.Metrics)
	ask := func(name, remedy string, ask func(context.Context) (string, error)) *check {
		return a.add(check{name: name, skip: skip, patience: patience, remedy: remedy, ask: ask})
	}
	ask("targets up", "a target that does not answer: kubectl get pods -A", a.targetsUp)
	if len(a.Platform.Jobs) > 0 {
		ask("targets complete", "a job without a target is not scraped at all: is its pod there, and does its port have its name?\n"+
			"kubectl get pods -A; kubectl get opentelemetrycollectors -A", a.targetsComplete)
	}
	for _, family := range a.losses() {
		// Not polled long: within an hour a loss does not go away.
		loss := ask("loss "+family.counter, family.remedy, func(ctx context.Context) (string, error) { return a.lost(ctx, family) })
		loss.patience = 10 * time.Second
	}
	queues := ask("queues", "a queue fills because its store does not take enough: "+
		pods(a.Platform.Gateway), a.queues)
	if queues.skip == "" {
		queues.skip = off("the gateway is", a.Platform.Gateway)
	}
}

func (a *attempt) targetsUp(ctx context.Context) (string, error) {
	down, err := a.mimir.Query(ctx, "up == 0")
	if err != nil {
		return "", err
	}
	if len(down) > 0 {
		return "", fmt.Errorf("%d targets do not answer: %s", len(down), names(down, "job", "instance"))
	}
	return "", nil
}

func (a *attempt) targetsComplete(ctx context.Context) (string, error) {
	seen, err := a.mimir.Query(ctx, "group by (job) (up)")
	if err != nil {
		return "", err
	}
	missing := slices.DeleteFunc(slices.Clone(a.Platform.Jobs), func(job string) bool {
		return slices.ContainsFunc(seen, func(s stores.Sample) bool { return s.Labels["job"] == job })
	})
	if len(missing) > 0 {
		return "", fmt.Errorf("%d of %d jobs have no target: %s", len(missing), len(a.Platform.Jobs), strings.Join(missing, ", "))
	}
	return fmt.Sprintf("%d jobs", len(a.Platform.Jobs)), nil
}

// queues are full by a tenth at most.
func (a *attempt) queues(ctx context.Context) (string, error) {
	const by, bound = "max by (exporter, k8s_pod_name)", 0.1
	fill, err := a.mimir.Query(ctx, by+" (otelcol_exporter_queue_size) / "+by+" (otelcol_exporter_queue_capacity)")
	if err != nil {
		return "", err
	}
	if len(fill) == 0 {
		return "", errors.New("no exporter says how full its queue is")
	}
	fullest := 0.0
	for _, queue := range fill {
		fullest = max(fullest, queue.Value)
	}
	full := slices.DeleteFunc(fill, func(s stores.Sample) bool { return s.Value < bound })
	if len(full) > 0 {
		return "", fmt.Errorf("%.0f %% full: %s", 100*fullest, names(full, "exporter", "k8s_pod_name"))
	}
	return fmt.Sprintf("the fullest %.1f %%", 100*fullest), nil
}

// names are the values of labels, for people.
func names(samples []stores.Sample, labels ...string) string {
	var all []string
	for _, sample := range samples {
		var parts []string
		for _, label := range labels {
			if value := sample.Labels[label]; value != "" {
				parts = append(parts, value)
			}
		}
		all = append(all, strings.Join(parts, " "))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
