package fire

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// longest is how many items of a signal are sent while something changes, at one request a second: enough for ten minutes.
const longest = 600 * traffic.PerRequest

// During sends a request of each signal every second while something is changed and ten seconds more, and counts what was acknowledged
// against what can be read back.
func (f *Fire) During(ctx context.Context, change func(context.Context) error) (string, error) {
	earlier, err := f.stores().Discarded(ctx)
	if err != nil {
		return "", err
	}
	done, changed, begun := make(chan struct{}), make(chan error, 1), time.Now()
	go func() {
		defer close(done)
		changed <- change(ctx)
		time.Sleep(10 * time.Second)
	}()
	run := newRun(longest, 0)
	sent, err := f.sendAll(ctx, traffic.Sender{Run: run, Post: f.Post, Pace: time.Second, Until: done}, each(longest))
	if err := errors.Join(err, <-changed, f.ready(ctx, "mimir", "tempo", "loki", "pyroscope", "minio", "telemetry")); err != nil {
		return "", err
	}
	took := time.Since(begun)
	note, err := f.judge(ctx, run, sent, earlier)
	refused := 0
	for _, one := range sent {
		refused += one.Refused
	}
	if refused > 0 {
		err = errors.Join(err, fmt.Errorf("%d items were refused", refused))
	}
	return fmt.Sprintf("%.0f s: %s", took.Seconds(), note), err
}
