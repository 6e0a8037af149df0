package backend

import (
	"context"
	"fmt"
	"hash/crc32"
	"regexp"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// window is how far back Read looks.
const window = 6 * time.Hour

// serviceName is the name under which everything is written.
const serviceName = "kalypso-live"

// Write stores one series, line, trace or profile that carries the mark: letters, digits and dashes, used once. The time
// is now or a few minutes ago: Mimir refuses what is older than its newest samples by more than 15 minutes.
func (b Backend) Write(ctx context.Context, client *kube.Client, mark string, at time.Time) error {
	if !regexp.MustCompile(`^[A-Za-z0-9-]+$`).MatchString(mark) {
		return fmt.Errorf("writing to %s: mark %q must be letters, digits and dashes", b.Name, mark)
	}
	m := b.signal.write(mark, at)
	if err := post(ctx, client, b.service(b.address, m.path), m); err != nil {
		return fmt.Errorf("writing to %s: %w", b.Name, err)
	}
	return nil
}

// Read is nil if the backend answers with exactly what Write stored under the mark in the last six hours, whether it is still in
// memory or in the bucket. What was written a moment ago may take seconds to be found.
func (b Backend) Read(ctx context.Context, client *kube.Client, mark string) error {
	answer, err := get(ctx, client, b.service(b.address, b.signal.read(mark, time.Now())))
	if err != nil {
		return fmt.Errorf("reading back from %s: %w", b.Name, err)
	}
	if err := b.signal.verify(mark, answer); err != nil {
		return fmt.Errorf("reading back from %s: %w", b.Name, err)
	}
	return nil
}

// value is the number that is written under a mark, different for different marks.
func value(mark string) uint32 { return crc32.ChecksumIEEE([]byte(mark)) % 1_000_000 }

// text is the line, the span's name and the stack's leaf under a mark.
func text(mark string) string { return "kalypso-live-" + mark }

// excerpt is enough of an answer to see what came instead.
func excerpt(answer []byte) string {
	const enough = 300
	if len(answer) <= enough {
		return string(answer)
	}
	return string(answer[:enough]) + "..."
}
