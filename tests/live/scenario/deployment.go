package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/steps"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
)

func (s *Suite) deployment(string) []step {
	steps := append([]step{{"up, and every pod Ready", s.up}}, s.early()...)
	if s.source.Real && runs(s.parts, "telemetry") && runs(s.parts, "mimir") {
		steps = append(steps, s.proofs()...)
	}
	return steps
}

// up deploys from nothing. Helm waits for Deployments and the like, not for what an operator makes: the clock runs on until
// every pod is Ready.
func (s *Suite) up(ctx context.Context) (string, error) {
	begun := time.Now()
	s.deployed, s.measured.begun = true, begun
	result, err := s.stack.Reporting(s.Progress).Up(ctx)
	if err != nil {
		return "", err
	}
	if err := s.settle(ctx); err != nil {
		return "", err
	}
	s.measured.ready = time.Since(begun)
	if err := s.afresh(ctx); err != nil {
		return "", err
	}
	all, err := s.pods(ctx)
	return fmt.Sprintf("%s, %d pods", result.Counts(), len(all)), err
}

// tooEarly is the last word of an operator whose definitions, of the same release, the API server does not list yet. It ends, and
// starts again at once: upstream's way, which no value of its chart changes.
const tooEarly = "The OpenTelemetryCollector CRDs are not present in the cluster"

// afresh replaces a pod whose one restart was for that reason alone, so that any restart from here on is a failure.
func (s *Suite) afresh(ctx context.Context) error {
	all, err := s.pods(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if !p.EndedOnce(ctx, s.target.Client, tooEarly) {
			continue
		}
		s.Note("%s started before the API server listed its definitions, ended and was started again, as its release does", p)
		if err := pods.Delete(ctx, s.target.Client, p); err != nil {
			return err
		}
		part := part{namespace: p.Metadata.Namespace}
		if err := kube.Eventually(ctx, time.Minute, func() error { return s.replaced(ctx, part, []pods.Pod{p}) }); err != nil {
			return err
		}
	}
	return nil
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

func (s *Suite) again(ctx context.Context) (string, error) {
	result, err := steps.Again(ctx, s.stack)
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

func (s *Suite) nothingLeft(ctx context.Context) (string, error) {
	return steps.NothingLeft(ctx, s.target.Client, s.before, time.Minute)
}
