package checks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/report"
)

// check is one question, asked again and again until it is answered well or patience is over.
type check struct {
	name string
	// skip says why it is not asked at all, if it is not.
	skip string
	// goal is how long it should take, patience how long it may.
	goal, patience time.Duration
	// after are the checks whose success this one rests on. since, one of them, is the sending from which latency counts.
	after []*check
	since *check
	// ask answers with a remark. It returns an error as long as things are not as they should be.
	ask    func(context.Context) (remark string, err error)
	remedy string

	done   chan struct{}
	begun  time.Time // of the last asking
	result report.Check
}

// run asks, and closes done when the result is there.
func (c *check) run(ctx context.Context, every time.Duration) {
	defer close(c.done)
	c.result = report.Check{Name: c.name, Goal: report.Seconds(c.goal)}
	if reason := c.reason(); reason != "" {
		c.result.Result, c.result.Remark, c.result.Goal = report.Skipped, reason, 0
		return
	}
	from := time.Now()
	remark, err := c.poll(ctx, every)
	if c.since != nil {
		from = c.since.begun
	}
	took := time.Since(from)
	c.result.Latency = report.Seconds(took)
	if err != nil {
		c.result.Result, c.result.Remark, c.result.Remedy = report.Failed, err.Error(), c.remedy
		return
	}
	c.result.Result, c.result.Remark = report.OK, remark
	if c.goal > 0 && took > c.goal {
		c.result.Remark += "; later than its goal"
	}
}

// reason is why the check is skipped, "" if it is not. It waits for what the check rests on.
func (c *check) reason() string {
	if c.skip != "" {
		return c.skip
	}
	for _, other := range c.after {
		<-other.done
		switch other.result.Result {
		case report.Failed:
			return "because this failed: " + other.name
		case report.Skipped:
			return other.result.Remark
		}
	}
	return ""
}

func (c *check) poll(ctx context.Context, every time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	last := errors.New("there was no time left to ask")
	for ctx.Err() == nil {
		c.begun = time.Now()
		remark, err := c.ask(ctx)
		switch {
		case err == nil:
			return remark, nil
		case ctx.Err() == nil || errors.Is(last, context.DeadlineExceeded):
			last = err // not merely that time is over, if there is better
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
	return "", fmt.Errorf("%w", last)
}
