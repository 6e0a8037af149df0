package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
	"github.com/kalypsoServing/kalypso/tests/live/bucket"
	"github.com/kalypsoServing/kalypso/tests/live/usage"
)

// timeout is for what backends do by themselves: join rings, answer with what was written a moment ago.
const timeout = 3 * time.Minute

// idle is how long nothing is asked of the platform before its memory is looked at.
const idle = 30 * time.Second

// data are the steps that look into the backends. With fixtures there are none to look into.
func (s *Suite) data(string) []step {
	if !s.source.Real {
		return nil
	}
	return []step{
		{"every backend is ready, its ring complete", s.backendsReady},
		{"write one of each, and read it back", s.writeAndRead},
		{"memory when idle", s.memory},
	}
}

// backends are those that run.
func (s *Suite) backends() []backend.Backend {
	var all []backend.Backend
	for _, b := range backend.All() {
		if runs(s.parts, b.Name) {
			all = append(all, b)
		}
	}
	return all
}

// each does the same with every backend and reports all that fail.
func (s *Suite) each(do func(backend.Backend) error) (string, error) {
	var failed []error
	var names []string
	for _, b := range s.backends() {
		failed, names = append(failed, do(b)), append(names, b.Name)
	}
	return strings.Join(names, ", "), errors.Join(failed...)
}

func (s *Suite) backendsReady(ctx context.Context) (string, error) {
	return s.each(func(b backend.Backend) error {
		return kube.Eventually(ctx, timeout, func() error { return b.Ready(ctx, s.target.Client) })
	})
}

// writeAndRead uses a mark of its own: what is read can only be what was written here.
func (s *Suite) writeAndRead(ctx context.Context) (string, error) {
	mark := fmt.Sprintf("m%d", time.Now().UnixNano())
	s.marks = append(s.marks, mark)
	if _, err := s.each(func(b backend.Backend) error { return b.Write(ctx, s.target.Client, mark, time.Now()) }); err != nil {
		return "", err
	}
	return s.readAll(ctx)
}

// readAll wants every backend to answer with all that was ever written.
func (s *Suite) readAll(ctx context.Context) (string, error) {
	return s.each(func(b backend.Backend) error {
		for _, mark := range s.marks {
			if err := kube.Eventually(ctx, timeout, func() error { return b.Read(ctx, s.target.Client, mark) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// buckets makes every backend store what it holds, as Pyroscope has done when its pod was stopped, and tries its credentials
// on its own and on the others' buckets.
func (s *Suite) buckets(ctx context.Context) (string, error) {
	var said []string
	_, err := s.each(func(b backend.Backend) error {
		if err := b.Flush(ctx, s.target.Client); err != nil {
			return err
		}
		used, err := bucket.Check(ctx, s.target.Client, s.client(), b)
		said = append(said, fmt.Sprintf("%s %d objects", b.Bucket, used.Objects))
		return err
	})
	return strings.Join(said, ", "), err
}

// client is the image with MinIO's client: the one that its chart runs.
func (s *Suite) client() string {
	for _, one := range s.needed {
		if strings.Contains(one, "/mc:") {
			return one
		}
	}
	return ""
}

// memory waits until the platform is idle and keeps what every container uses. Above 80 % of its limit is an error.
func (s *Suite) memory(ctx context.Context) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(idle):
	}
	// A kubelet has no figures yet for what has just started.
	err := kube.Eventually(ctx, timeout, func() (err error) {
		s.measured.idle, err = usage.Take(ctx, s.target.Client, namespaces(s.parts))
		return err
	})
	if err != nil {
		return "", err
	}
	totals := usage.Totals(s.measured.idle)
	total := totals[len(totals)-1]
	return fmt.Sprintf("%d MiB used, %d MiB requested", total.Memory>>20, total.MemoryRequest>>20), usage.Check(s.measured.idle)
}
