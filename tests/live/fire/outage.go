package fire

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// away is how long.
const away = 2 * time.Minute

// doors are the workloads without which a store takes nothing.
func doors() []string {
	return []string{
		"mimir/deployments/mimir-distributor", "tempo/deployments/tempo-distributor", "loki/statefulsets/loki",
	}
}

// outage takes the stores away while applications send, and deletes the gateway's pod in the middle of it.
func (f *Fire) outage(ctx context.Context) (string, error) {
	earlier, err := f.stores().Discarded(ctx)
	if err != nil {
		return "", err
	}
	begun := time.Now()
	back, err := f.takeAway(ctx)
	if err != nil {
		return "", errors.Join(err, back(ctx))
	}
	restarted := make(chan error, 1)
	go func() {
		time.Sleep(away / 2)
		restarted <- f.deletePods(ctx, gatewayPrefix)
	}()
	run := newRun(PerSignal, 0)
	// 200 requests of each signal, over most of the outage and the restart.
	sent, err := f.sendAll(ctx, traffic.Sender{Run: run, Post: f.Post, Pace: away * 4 / 5 / (PerSignal / traffic.PerRequest)}, each(PerSignal))
	time.Sleep(away - time.Since(begun))
	took := time.Since(begun)
	if err := errors.Join(err, <-restarted, back(ctx)); err != nil {
		return "", err
	}
	if err := f.ready(ctx, "mimir", "tempo", "loki", "telemetry"); err != nil {
		return "", err
	}
	note, err := f.judge(ctx, run, sent, earlier)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("away %.0f s, all delivered after %.0f s more: %s", took.Seconds(), (time.Since(begun) - took).Seconds(), note), nil
}

// takeAway scales the stores' doors to nothing; back undoes that, also when only some are closed.
func (f *Fire) takeAway(ctx context.Context) (back func(context.Context) error, err error) {
	had := map[string]int{}
	back = func(ctx context.Context) error {
		var failed []error
		for door, replicas := range had {
			failed = append(failed, f.scale(ctx, door, replicas))
		}
		return errors.Join(failed...)
	}
	for _, door := range doors() {
		var now struct{ Spec struct{ Replicas int } }
		if err := f.Client.Get(ctx, scalePath(door), &now); err != nil {
			return back, fmt.Errorf("asking for the replicas of %s: %w", door, err)
		}
		had[door] = now.Spec.Replicas
		if err := f.scale(ctx, door, 0); err != nil {
			return back, err
		}
	}
	return back, nil
}

func (f *Fire) scale(ctx context.Context, door string, replicas int) error {
	if err := f.Client.Merge(ctx, scalePath(door), kube.Object{"spec": kube.Object{"replicas": replicas}}); err != nil {
		return fmt.Errorf("scaling %s to %d: %w", door, replicas, err)
	}
	return nil
}

// scalePath is of "namespace/kind/name".
func scalePath(door string) string { return "/apis/apps/v1/namespaces/" + door + "/scale" }

// ready waits for every pod of some namespaces.
func (f *Fire) ready(ctx context.Context, namespaces ...string) error {
	return kube.Eventually(ctx, drain, func() error { return pods.Ready(ctx, f.Client, namespaces) })
}
