package process

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Await polls until nothing is missing any more, one of the processes has ended, or timeout is over. The error names what
// was waited for and what was missing last.
func Await(ctx context.Context, timeout time.Duration, running []*Process, what string, missing func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		err := missing(ctx)
		if err == nil {
			return nil
		}
		for _, p := range running {
			select {
			case <-p.Exited():
				return fmt.Errorf("waiting until %s: %w", what, p.Failure())
			default:
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting until %s: %w", what, errors.Join(err, ctx.Err()))
		case <-time.After(50 * time.Millisecond):
		}
	}
}
