package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
)

func (s *Suite) deployment(string) []step {
	return []step{{"up, and every pod Ready", s.up}}
}

// up deploys from nothing. Helm waits for Deployments and the like, not for what an operator makes: the clock runs on until
// every pod is Ready.
func (s *Suite) up(ctx context.Context) (string, error) {
	begun := time.Now()
	s.deployed = true
	result, err := s.stack.Reporting(s.Progress).Up(ctx)
	if err != nil {
		return "", err
	}
	if err := s.settle(ctx); err != nil {
		return "", err
	}
	s.measured.ready = time.Since(begun)
	all, err := s.pods(ctx)
	return fmt.Sprintf("%s, %d pods", result.Counts(), len(all)), err
}

// settle waits until every pod of the platform is Ready, and those of every workload are there.
func (s *Suite) settle(ctx context.Context) error {
	return kube.Eventually(ctx, 5*time.Minute, func() error {
		return pods.Ready(ctx, s.target.Client, namespaces(s.parts))
	})
}

func (s *Suite) pods(ctx context.Context) ([]pods.Pod, error) {
	return pods.List(ctx, s.target.Client, namespaces(s.parts))
}

// again deploys what is there already, which must change nothing.
func (s *Suite) again(ctx context.Context) (string, error) {
	result, err := s.stack.Up(ctx)
	if err == nil && result.Changed() != 0 {
		err = fmt.Errorf("wanted no change, found %s", result.Counts())
	}
	return result.Counts(), err
}

func (s *Suite) removal(string) []step {
	return []step{
		{"up again, no change", s.again},
		{"destroy", s.destroy},
		{"nothing is left", s.nothingLeft},
	}
}

func (s *Suite) destroy(ctx context.Context) (string, error) {
	result, err := s.stack.Reporting(s.Progress).Destroy(ctx)
	s.deployed = err != nil
	return result.Counts(), err
}

// nothingLeft compares every object of every kind with what was there before. Provisioners take a while for their volumes.
func (s *Suite) nothingLeft(ctx context.Context) (string, error) {
	var d leftover.Difference
	err := kube.Eventually(ctx, time.Minute, func() error {
		now, err := leftover.Take(ctx, s.target.Client)
		if err != nil {
			return err
		}
		d = now.Since(s.before)
		return d.Err()
	})
	if err != nil || len(d.Kept) == 0 {
		return "", err
	}
	return fmt.Sprintf("but %d definitions that istio-base keeps on purpose, like %s", len(d.Kept), d.Kept[0].Name), nil
}
