package backend

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// flush is how an ingester is told to move what it holds to the bucket, and how to see that it did.
type flush struct {
	message message
	uploads string // the ingester's counter of objects that are in the bucket; empty if it cannot be told
}

// flushTimeout bounds a flush with its upload; seen are 2 s.
const flushTimeout = 2 * time.Minute

// Flush makes what the ingester holds an object in the bucket, and returns when its own counter says that something was
// uploaded. There must be something that was written since the last time. Pyroscope cannot be told, and nothing is done: it
// uploads every five minutes, and when its pod is stopped.
func (b Backend) Flush(ctx context.Context, client *kube.Client) error {
	if b.flush.uploads == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	before, err := b.uploaded(ctx, client)
	if err != nil {
		return fmt.Errorf("flushing %s: %w", b.Ingester, err)
	}
	if err := post(ctx, client, b.pod(b.Ingester, b.flush.message.path), b.flush.message); err != nil {
		return fmt.Errorf("flushing %s: %w", b.Ingester, err)
	}
	for {
		now, err := b.uploaded(ctx, client)
		if err == nil && now > before {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("flushing %s: nothing new is in bucket %s, %s is still %.0f: %w",
				b.Ingester, b.Bucket, b.flush.uploads, before, errors.Join(ctx.Err(), err))
		case <-time.After(time.Second):
		}
	}
}

// uploaded is how many objects the ingester has put into the bucket since it started.
func (b Backend) uploaded(ctx context.Context, client *kube.Client) (float64, error) {
	metrics, err := get(ctx, client, b.pod(b.Ingester, "/metrics"))
	if err != nil {
		return 0, fmt.Errorf("reading metrics: %w", err)
	}
	return sum(string(metrics), b.flush.uploads)
}

// sum adds up the samples of one metric in Prometheus's text format. A metric without samples, which is how a counter with
// labels begins, is 0.
func sum(metrics, name string) (float64, error) {
	var total float64
	for line := range strings.Lines(metrics) {
		if !strings.HasPrefix(line, name+"{") && !strings.HasPrefix(line, name+" ") {
			continue
		}
		fields := strings.Fields(line)
		sample, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			return 0, fmt.Errorf("reading metric %s: %w", name, err)
		}
		total += sample
	}
	return total, nil
}
