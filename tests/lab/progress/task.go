package progress

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// Task is something that takes long.
type Task struct {
	display *Display
	name    string
	begun   time.Time
	usual   time.Duration // what it took last time here; 0 the first time
	steps   atomic.Int64
	total   atomic.Int64
	fetched atomic.Int64
	bar     *mpb.Bar
	ended   chan struct{}
}

// Total says how many packages there are to compile.
func (t *Task) Total(n int) {
	t.total.Store(int64(n))
	if t.bar != nil {
		t.bar.SetTotal(int64(n), false)
	}
}

// Step counts a compiled package.
func (t *Task) Step() {
	t.steps.Add(1)
	if t.bar != nil {
		t.bar.Increment()
	}
}

// Fetched counts a fetched module.
func (t *Task) Fetched() { t.fetched.Add(1) }

// Done ends the task. Of one that took long it says how long, and remembers it.
func (t *Task) Done() {
	took := time.Since(t.begun)
	if took < notable {
		t.end("")
		return
	}
	t.display.past.write(t.name, took)
	t.end(fmt.Sprintf("%s: done in %s\n", t.name, seconds(took)))
}

// Failed ends the task. Its error says the rest.
func (t *Task) Failed() { t.end(t.name + ": failed after " + seconds(time.Since(t.begun)) + "\n") }

func (t *Task) end(summary string) {
	close(t.ended)
	if t.bar != nil {
		t.bar.Abort(true)
		t.bar.Wait()
	}
	if summary != "" {
		fmt.Fprint(t.display, summary)
	}
}

// show puts the task on the terminal: name, bar, and the same words as elsewhere.
func (t *Task) show() {
	t.bar = t.display.bars.New(0, mpb.BarStyle().Lbound("").Rbound("").Filler("█").Tip("█").Padding("░"),
		mpb.PrependDecorators(decor.Name(t.name+" ")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return " " + t.state() })),
		mpb.BarRemoveOnComplete(), mpb.BarWidth(24))
}

func (t *Task) beat() {
	select {
	case <-t.ended:
		return
	case <-time.After(notable):
		fmt.Fprintln(t.display, t.name+t.expectation())
	}
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-t.ended:
			return
		case <-ticker.C:
			fmt.Fprintf(t.display, "  %s: %s\n", t.name, t.state())
		}
	}
}

// state is how far the task is, in words.
func (t *Task) state() string {
	var words []string
	steps, total := t.steps.Load(), t.total.Load()
	if total > 0 {
		words = append(words, fmt.Sprintf("%d of %d packages", min(steps, total), total))
	} else if fetched := t.fetched.Load(); fetched > 0 {
		words = append(words, fmt.Sprintf("%d modules fetched", fetched))
	}
	spent := time.Since(t.begun)
	words = append(words, seconds(spent))
	if left := remaining(spent, t.usual, steps, total); left > 0 {
		words = append(words, "about "+seconds(left)+" left")
	}
	return strings.Join(words, ", ")
}

func (t *Task) expectation() string {
	if t.usual == 0 {
		return ""
	}
	return " (" + seconds(t.usual) + " the last time)"
}

// remaining estimates from what the task took the last time, else from its own pace once a tenth is done; 0 is unknown.
func remaining(spent, usual time.Duration, steps, total int64) time.Duration {
	switch {
	case usual > spent:
		return usual - spent
	case usual == 0 && total > 0 && steps*10 >= total && steps < total:
		return time.Duration(float64(spent) / float64(steps) * float64(total-steps))
	}
	return 0
}

// seconds is a duration as people say it: 42 s, 3 min 5 s.
func seconds(d time.Duration) string {
	whole := int(d.Round(time.Second).Seconds())
	if whole < 120 {
		return fmt.Sprintf("%d s", whole)
	}
	return fmt.Sprintf("%d min %d s", whole/60, whole%60)
}
