package scenario

import (
	"context"
	"crypto/rand"
	"fmt"
	random "math/rand/v2"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
	"github.com/kalypsoServing/kalypso/tests/live/bucket"
)

// rotation are the steps in which every credential becomes another: one generation up, down again, and another root secret; then
// all three once more, killed. Where there are stores for all that applications send, they send meanwhile.
func (s *Suite) rotation(string) []step {
	if !s.source.Real || !runs(s.parts, "minio") {
		return nil
	}
	generations := func(number string) func(context.Context) error {
		return func(ctx context.Context) error {
			for _, name := range []string{"minio", "mimir", "tempo", "loki", "pyroscope", "grafana"} {
				if err := s.stack.Set(ctx, "kalypso:generations."+name, number); err != nil {
					return err
				}
			}
			return nil
		}
	}
	root := func(ctx context.Context) error {
		return s.stack.SetSecret(ctx, "kalypso:rootSecret", rand.Text()+rand.Text())
	}
	return []step{
		{"the next generation of every credential", s.rotate(generations("2"), s.undisturbed)},
		{"that generation set back", s.rotate(generations("1"), s.undisturbed)},
		{"another root secret", s.rotate(root, s.undisturbed)},
		{"the next generation, killed at a random moment", s.rotate(generations("2"), s.killed)},
		{"that generation set back, killed at a random moment", s.rotate(generations("1"), s.killed)},
		{"another root secret, killed at a random moment", s.rotate(root, s.killed)},
	}
}

// rotate updates the stack after a change of its configuration. MinIO knows the new users then and no other, everything that was ever
// written still answers, and each backend reaches its own bucket.
func (s *Suite) rotate(
	configure func(context.Context) error, update func(context.Context) (how string, err error),
) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		how := ""
		change := func(ctx context.Context) error {
			if err := configure(ctx); err != nil {
				return err
			}
			said, err := update(ctx)
			if how = said; err != nil {
				return err
			}
			return s.settle(ctx)
		}
		note, err := "", error(nil)
		if s.fired != nil {
			note, err = s.fired.During(ctx, change)
		} else {
			err = change(ctx)
		}
		note = how + note
		if err != nil {
			return note, err
		}
		known, err := bucket.CheckUsers(ctx, s.target.Client, s.client())
		if err != nil {
			return note, err
		}
		if _, err := s.writeAndRead(ctx); err != nil {
			return note, err
		}
		kept, err := s.buckets(ctx)
		return fmt.Sprintf("%d users; %s; %s", known, kept, note), err
	}
}

// undisturbed is a rotation that nothing disturbs; how long it takes is measured.
func (s *Suite) undisturbed(ctx context.Context) (string, error) {
	result, err := s.stack.Reporting(s.Progress).Up(ctx)
	s.measured.rotation = result.Took
	return "", err
}

// killed is a rotation that ends with kill -9 at a random moment, with its plugins or without them, and that the next update finishes.
func (s *Suite) killed(ctx context.Context) (string, error) {
	after, whole := random.N(s.measured.rotation), random.N(2) == 0
	var timer *time.Timer
	s.stack.OnStart(func(pid int) { timer = time.AfterFunc(after, func() { process.End(pid, whole) }) })
	_, err := s.stack.Up(ctx)
	s.stack.OnStart(nil)
	if timer != nil {
		timer.Stop() // of an update that was faster: its pid may be another's soon
	}
	how := fmt.Sprintf("killed after %.1f s, whole=%t; ", after.Seconds(), whole)
	if err == nil {
		return "it was faster than its kill; ", nil
	}
	if ctx.Err() != nil {
		return how, err
	}
	command, dir := s.stack.Command()
	if _, err := (recovery.Recovery{Command: command, Dir: dir, Stack: s.stack.Name(), Say: s.Progress}).Run(ctx); err != nil {
		return how, fmt.Errorf("recovering: %w", err)
	}
	_, err = s.stack.Reporting(s.Progress).Up(ctx)
	return how, err
}
