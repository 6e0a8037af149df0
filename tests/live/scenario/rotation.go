package scenario

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/live/bucket"
)

// rotation are the steps in which every credential becomes another: one generation up, down again, and another root secret. Where there
// are stores for all that applications send, they send meanwhile.
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
	return []step{
		{"the next generation of every credential", s.rotate(generations("2"))},
		{"that generation set back", s.rotate(generations("1"))},
		{"another root secret", s.rotate(func(ctx context.Context) error {
			return s.stack.SetSecret(ctx, "kalypso:rootSecret", rand.Text()+rand.Text())
		})},
	}
}

// rotate updates the stack after a change of its configuration. MinIO knows the new users then and no other, everything that was ever
// written still answers, and each backend reaches its own bucket.
func (s *Suite) rotate(configure func(context.Context) error) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		update := func(ctx context.Context) error {
			if err := configure(ctx); err != nil {
				return err
			}
			if _, err := s.stack.Reporting(s.Progress).Up(ctx); err != nil {
				return err
			}
			return s.settle(ctx)
		}
		note, err := "", error(nil)
		if s.fired != nil {
			note, err = s.fired.During(ctx, update)
		} else {
			err = update(ctx)
		}
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
