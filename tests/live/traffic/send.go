package traffic

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Post makes one request to the gateway and returns what it answered; code 0 is no answer.
type Post func(ctx context.Context, path string, body []byte) (code int, retryAfter string, answer []byte)

// Sender sends the items of a run.
type Sender struct {
	Run  Run
	Post Post
	// Workers is how many requests of a signal are on their way at once; 0 is one.
	Workers int
	// Pace is the least time between two requests of a worker.
	Pace time.Duration
	// Until ends the sending before all is sent; nil does not.
	Until <-chan struct{}
}

// Sent is what came of one signal.
type Sent struct {
	Acknowledged Numbers
	// Retried counts requests that were refused or not answered and sent again; Refused are items that were refused for good.
	Retried, Refused int
	Took             time.Duration
}

// Send sends the items from 0 up to count of one signal, and returns when each was acknowledged or refused for good. When
// the context ends, what was not acknowledged is neither.
func (s Sender) Send(ctx context.Context, signal Signal, count int) (Sent, error) {
	sent, begun := Sent{Acknowledged: Numbers{}}, time.Now()
	var next atomic.Int64
	var lock sync.Mutex
	var wait sync.WaitGroup
	var failed error
	for range max(s.Workers, 1) {
		wait.Go(func() {
			for ctx.Err() == nil && !s.ended() {
				to := int(next.Add(PerRequest))
				from := to - PerRequest
				if to = min(to, count); from >= to {
					return
				}
				acknowledged, retried, err := s.request(ctx, signal, from, to)
				lock.Lock()
				sent.count(from, to, acknowledged, retried)
				if err != nil {
					failed = err
				}
				lock.Unlock()
				time.Sleep(s.Pace)
			}
		})
	}
	wait.Wait()
	sent.Took = time.Since(begun)
	return sent, failed
}

func (s Sender) ended() bool {
	select {
	case <-s.Until:
		return true
	default:
		return false
	}
}

// count takes over what came of one request. Which items of a partial success were rejected nobody says: none is counted as
// acknowledged.
func (s *Sent) count(from, to int, acknowledged bool, retried int) {
	s.Retried += retried
	if acknowledged {
		s.Acknowledged.Add(from, to)
		return
	}
	s.Refused += to - from
}

// request sends one until it is acknowledged or refused for good.
func (s Sender) request(ctx context.Context, signal Signal, from, to int) (acknowledged bool, retried int, err error) {
	body, err := s.Run.Body(signal, from, to)
	if err != nil {
		return false, 0, err
	}
	for ; ; retried++ {
		code, after, answer := s.Post(ctx, "/v1/"+string(signal), body)
		if code == 200 {
			return rejected(answer) == 0, retried, nil
		}
		pause, retry := again(code, after, retried, time.Now())
		if !retry {
			return false, retried, fmt.Errorf("sending %s: %d %s", signal, code, answer)
		}
		select {
		case <-ctx.Done():
			return false, retried, ctx.Err()
		case <-time.After(pause):
		}
	}
}
