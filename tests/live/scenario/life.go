package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
)

// life are the steps in which pods end: the store first, while those that need it run, then everybody else.
func (s *Suite) life(string) []step {
	steps := []step{{"no container was restarted", s.noRestart}}
	for _, first := range []bool{true, false} {
		for _, p := range s.parts {
			if p.why == "" && (p.component == "minio") == first {
				steps = append(steps, step{"delete every pod of " + p.component, func(ctx context.Context) (string, error) {
					return s.replace(ctx, p)
				}})
			}
		}
	}
	if s.source.Real {
		steps = append(steps,
			step{"earlier data still answers, and new data too", s.writeAndRead},
			step{"every backend is ready, its ring complete", s.backendsReady},
			step{"each one's objects in its own bucket, the others refused", s.buckets},
		)
	}
	return append(steps, step{"no container was restarted", s.noRestart})
}

// replace deletes every pod of a component at once, and waits until new ones are Ready and the data is there.
func (s *Suite) replace(ctx context.Context, p part) (string, error) {
	old, err := pods.List(ctx, s.target.Client, []string{p.namespace})
	if err != nil {
		return "", err
	}
	var failed []error
	for _, pod := range old {
		failed = append(failed, pods.Delete(ctx, s.target.Client, pod))
	}
	if err := errors.Join(failed...); err != nil {
		return "", err
	}
	if err := kube.Eventually(ctx, 5*time.Minute, func() error { return s.replaced(ctx, p, old) }); err != nil {
		return "", err
	}
	if err := s.settle(ctx); err != nil {
		return "", err
	}
	// Now, not only in the end: the pods of others that this one's absence has ended are about to be replaced themselves.
	if _, err := s.noRestart(ctx); err != nil || !s.source.Real {
		return fmt.Sprintf("%d came back", len(old)), err
	}
	answers, err := s.readAll(ctx)
	return fmt.Sprintf("%d came back, earlier data answers from %s", len(old), answers), err
}

// replaced is nil when none of the old pods is left and all of the component's are Ready.
func (s *Suite) replaced(ctx context.Context, p part, old []pods.Pod) error {
	now, err := pods.List(ctx, s.target.Client, []string{p.namespace})
	if err != nil {
		return err
	}
	for _, pod := range now {
		if slices.ContainsFunc(old, func(o pods.Pod) bool { return o.Metadata.UID == pod.Metadata.UID }) {
			return fmt.Errorf("%s has not ended", pod)
		}
	}
	if len(old) == 0 {
		return nil // a component like istio-base alone has no pod
	}
	return pods.Ready(ctx, s.target.Client, []string{p.namespace})
}

// noRestart wants that every container of every pod is its first.
func (s *Suite) noRestart(ctx context.Context) (string, error) {
	all, err := s.pods(ctx)
	if err != nil {
		return "", err
	}
	if found := pods.Restarts(all); len(found) > 0 {
		return "", errors.New(strings.Join(found, "\n"))
	}
	return fmt.Sprintf("%d pods", len(all)), nil
}
