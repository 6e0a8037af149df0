package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time, for example a retention. Besides Go's units it is written with d (24 hours) and w (7
// days), which Prometheus and Loki know too: 36h, 30d, 2w, 1w3d12h.
type Duration time.Duration

const day = 24 * time.Hour

// Days makes a Duration of whole days.
func Days(n int) Duration { return Duration(time.Duration(n) * day) }

// Hours writes the duration as whole hours, like "720h": every backend reads that, while d and w mean nothing to some.
func (d Duration) Hours() string {
	return strconv.FormatInt(int64(time.Duration(d)/time.Hour), 10) + "h"
}

// String writes whole days as "30d", everything else as Go does.
func (d Duration) String() string {
	if whole := time.Duration(d); whole%day == 0 && whole != 0 {
		return strconv.FormatInt(int64(whole/day), 10) + "d"
	}
	return time.Duration(d).String()
}

// MarshalText implements encoding.TextMarshaler with String's form.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	bad := fmt.Errorf("found text %q, want a length of time like 36h, 30d or 2w", text)
	var sum time.Duration
	rest := string(text)
	for _, unit := range []struct {
		name   string
		length time.Duration
	}{{"w", 7 * day}, {"d", day}} {
		number, after, found := strings.Cut(rest, unit.name)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil || time.Duration(n) > (math.MaxInt64-sum)/unit.length {
			return bad
		}
		sum, rest = sum+time.Duration(n)*unit.length, after
	}
	if rest != "" {
		tail, err := time.ParseDuration(rest)
		if err != nil || tail > math.MaxInt64-sum || tail < 0 {
			return bad
		}
		sum += tail
	} else if len(text) == 0 {
		return bad
	}
	*d = Duration(sum)
	return nil
}
