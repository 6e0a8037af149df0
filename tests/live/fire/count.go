package fire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

const (
	// drain is how long queues may take to empty when everything is back.
	drain = 5 * time.Minute
	// settle is how long a store may take to answer with what it was given.
	settle = time.Minute
)

// sendAll sends so many of each signal, all three at once.
func (f *Fire) sendAll(ctx context.Context, sender traffic.Sender, counts map[traffic.Signal]int) (map[traffic.Signal]traffic.Sent, error) {
	all, failed := map[traffic.Signal]traffic.Sent{}, []error{}
	var lock sync.Mutex
	var wait sync.WaitGroup
	for signal, count := range counts {
		wait.Go(func() {
			sent, err := sender.Send(ctx, signal, count)
			lock.Lock()
			defer lock.Unlock()
			all[signal], failed = sent, append(failed, err)
		})
	}
	wait.Wait()
	return all, errors.Join(failed...)
}

// judge waits until nothing is on its way any more and counts what can be read back of each signal.
func (f *Fire) judge(ctx context.Context, run traffic.Run, sent map[traffic.Signal]traffic.Sent, earlier traffic.Discarded,
) (string, error) {
	if err := kube.Eventually(ctx, drain, func() error { return f.stores().Empty(ctx) }); err != nil {
		return "", err
	}
	discarded, err := f.stores().Since(ctx, earlier)
	if err != nil {
		return "", err
	}
	var said []string
	var lost []error
	for _, signal := range traffic.Signals() {
		if sent[signal].Acknowledged == nil {
			continue
		}
		note, err := f.judgeOne(ctx, run, signal, sent[signal], discarded)
		said, lost = append(said, note), append(lost, err)
	}
	note := strings.Join(said, "; ") + "; " + discarded.String()
	if err := errors.Join(lost...); err != nil {
		return "", fmt.Errorf("%w\n%s", err, note)
	}
	return note, nil
}

// judgeOne asks a store until it has everything, or for a minute.
func (f *Fire) judgeOne(ctx context.Context, run traffic.Run, signal traffic.Signal, sent traffic.Sent, discarded traffic.Discarded,
) (string, error) {
	last, found := highest(sent.Acknowledged), traffic.Numbers{}
	err := kube.Eventually(ctx, settle, func() (err error) {
		if found, err = f.stores().Count(ctx, run, signal, last+1); err != nil {
			return err
		}
		return traffic.Verdict(signal, sent.Acknowledged, found, discarded.ForGood(discardedBy(signal)))
	})
	note := fmt.Sprintf("%s: %d of %d", signal, len(sent.Acknowledged)-len(traffic.Lost(sent.Acknowledged, found)), len(sent.Acknowledged))
	if sent.Retried > 0 {
		note += fmt.Sprintf(" (%d requests sent again)", sent.Retried)
	}
	return note, err
}

// discardedBy begins the name of the counter of the store of a signal.
func discardedBy(signal traffic.Signal) string {
	return map[traffic.Signal]string{traffic.Logs: "loki_", traffic.Spans: "tempo_", traffic.Points: "cortex_"}[signal]
}

func highest(numbers traffic.Numbers) int {
	most := 0
	for number := range numbers {
		most = max(most, number)
	}
	return most
}

// each is the same count of every signal.
func each(count int) map[traffic.Signal]int {
	counts := map[traffic.Signal]int{}
	for _, signal := range traffic.Signals() {
		counts[signal] = count
	}
	return counts
}
