// Package progress shows what takes long: at a terminal a line per task that changes, elsewhere a line now and then.
package progress

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8" // bars that share a terminal with text, of any width
	"golang.org/x/term"
)

// notable is how long a task takes that is worth a word: the others would only be in the way of what a person reads.
const notable = 3 * time.Second

// heartbeat is how often a task says that it is alive where there is no terminal.
const heartbeat = 30 * time.Second

// Display shows tasks, and text above them. It is safe for use by several goroutines.
type Display struct {
	out  io.Writer
	bars *mpb.Progress // nil where there is no terminal
	past *history
	lock sync.Mutex
}

// New returns a display on out. The file, if it is named, remembers how long each task took, for the next time.
func New(out io.Writer, file string) *Display {
	d := &Display{out: out, past: &history{file: file}}
	if terminal, ok := out.(*os.File); ok && term.IsTerminal(int(terminal.Fd())) {
		d.bars = mpb.New(mpb.WithOutput(out), mpb.WithAutoRefresh())
	}
	return d
}

// Write shows text above the tasks.
func (d *Display) Write(text []byte) (int, error) {
	if d.bars != nil {
		return d.bars.Write(text)
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	return d.out.Write(text)
}

// Close waits until everything is shown. No task may run any more.
func (d *Display) Close() {
	if d.bars != nil {
		d.bars.Wait()
	}
}

// Task begins a task of that name.
func (d *Display) Task(name string) *Task {
	t := &Task{display: d, name: name, begun: time.Now(), usual: d.past.read(name), ended: make(chan struct{})}
	if d.bars != nil {
		t.show()
		return t
	}
	go t.beat()
	return t
}
