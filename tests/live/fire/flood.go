package fire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// torrent is a flood of one signal.
type torrent struct {
	signal traffic.Signal
	// limit is what a development platform's store takes in a second (components/*/limits.go), in the unit: bytes or samples.
	limit, perItem int
	unit           string
}

// seconds of what the store takes come at once, as fast as they are accepted.
const seconds = 10

func torrents() []torrent {
	return []torrent{
		{traffic.Logs, 8_000_000, 10_000, "bytes"}, {traffic.Spans, 15_000_000, 2_000, "bytes"}, {traffic.Points, 25_000, 1, "samples"},
	}
}

// flood sends more than the stores take, one signal after the other, and wants what was acknowledged read back, or counted as
// discarded with a reason.
func (f *Fire) flood(ctx context.Context) (string, error) {
	var said []string
	var failed []error
	for _, t := range torrents() {
		note, err := f.flow(ctx, t)
		said, failed = append(said, note), append(failed, err)
	}
	return strings.Join(said, "; "), errors.Join(failed...)
}

func (f *Fire) flow(ctx context.Context, t torrent) (string, error) {
	earlier, err := f.stores().Discarded(ctx)
	if err != nil {
		return "", err
	}
	count := seconds * t.limit / t.perItem
	run, begun := newRun(count, t.perItem), time.Now()
	sent, err := f.sendAll(ctx, traffic.Sender{Run: run, Post: f.Post, Workers: 8}, map[traffic.Signal]int{t.signal: count})
	took := time.Since(begun)
	if err != nil {
		return "", err
	}
	note, err := f.judge(ctx, run, sent, earlier)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d times the limit in %s, at %.1f times its rate: %s, %.0f s later", seconds, t.unit,
		seconds/took.Seconds(), note, (time.Since(begun) - took).Seconds()), nil
}
