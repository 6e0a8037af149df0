// Package steps holds the steps that the rehearsal and the live run share.
package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// Again deploys what is there already, which must change nothing, by the engine's own count.
func Again(ctx context.Context, stack pulumi.Stack) (pulumi.Result, error) {
	result, err := stack.Up(ctx)
	if err == nil && result.Changed() != 0 {
		err = fmt.Errorf("wanted no change, found %s", result.Counts())
	}
	return result, err
}

// NothingLeft compares every object of every kind with what was there before the first deployment. Pods and volumes take a
// while to go: it waits for them up to the timeout.
func NothingLeft(ctx context.Context, client *kube.Client, before leftover.Snapshot, timeout time.Duration) (string, error) {
	var d leftover.Difference
	err := kube.Eventually(ctx, timeout, func() error {
		now, err := leftover.Take(ctx, client)
		if err != nil {
			return err
		}
		d = now.Since(before)
		return d.Err()
	})
	if err != nil || len(d.Kept) == 0 {
		return "", err
	}
	return fmt.Sprintf("but %d objects that Istio leaves on purpose, like %s", len(d.Kept), d.Kept[0].Name), nil
}
