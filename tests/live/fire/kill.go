package fire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

const (
	// gatewayPrefix and agentPrefix begin the names of pods.
	gatewayPrefix, agentPrefix = "kalypso-collector-", "kalypso-agent-collector-"
	collectors                 = "telemetry"
)

// killGateway ends its process while applications send, and then replaces the pod in order, so that its container counts as the
// first again.
func (f *Fire) killGateway(ctx context.Context) (string, error) {
	earlier, err := f.stores().Discarded(ctx)
	if err != nil {
		return "", err
	}
	killed := make(chan error, 1)
	go func() {
		time.Sleep(5 * time.Second)
		killed <- f.kill(ctx, gatewayPrefix)
	}()
	run := newRun(PerSignal, 0)
	sent, err := f.sendAll(ctx, traffic.Sender{Run: run, Post: f.Post, Pace: 50 * time.Millisecond}, each(PerSignal))
	if err := errors.Join(err, <-killed, f.ready(ctx, collectors)); err != nil {
		return "", err
	}
	note, err := f.judge(ctx, run, sent, earlier)
	if err != nil {
		return note, err
	}
	return note, f.replace(ctx, gatewayPrefix)
}

// kill ends every process of the collectors whose name begins so.
func (f *Fire) kill(ctx context.Context, prefix string) error {
	all, err := f.named(ctx, prefix)
	for _, pod := range all {
		err = errors.Join(err, pods.Kill(pod))
	}
	return err
}

// named are the pods of a collector.
func (f *Fire) named(ctx context.Context, prefix string) ([]pods.Pod, error) {
	all, err := pods.List(ctx, f.Client, []string{collectors})
	if err != nil {
		return nil, err
	}
	var found []pods.Pod
	for _, pod := range all {
		if strings.HasPrefix(pod.Metadata.Name, prefix) {
			found = append(found, pod)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("there is no pod %s* in %s", prefix, collectors)
	}
	return found, nil
}

func (f *Fire) deletePods(ctx context.Context, prefix string) error {
	all, err := f.named(ctx, prefix)
	for _, pod := range all {
		err = errors.Join(err, pods.Delete(ctx, f.Client, pod))
	}
	return err
}

// replace deletes the pods of a collector and waits for others in their place.
func (f *Fire) replace(ctx context.Context, prefix string) error {
	old, err := f.named(ctx, prefix)
	if err != nil {
		return err
	}
	if err := f.deletePods(ctx, prefix); err != nil {
		return err
	}
	err = kube.Eventually(ctx, drain, func() error {
		now, err := f.named(ctx, prefix)
		for _, pod := range now {
			for _, gone := range old {
				if pod.Metadata.UID == gone.Metadata.UID {
					err = errors.Join(err, fmt.Errorf("%s has not ended", pod))
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return f.ready(ctx, collectors)
}
