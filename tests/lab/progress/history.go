package progress

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// history remembers how long tasks took on this machine, in a file. It only helps to estimate, so a file that cannot be read
// or written is none.
type history struct {
	file string
	lock sync.Mutex
}

func (h *history) read(name string) time.Duration { return h.load()[name] }

func (h *history) write(name string, took time.Duration) {
	if h.file == "" {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	all := h.load()
	all[name] = took.Round(time.Second)
	text, err := json.Marshal(all)
	if err != nil || os.MkdirAll(filepath.Dir(h.file), 0o755) != nil {
		return
	}
	_ = os.WriteFile(h.file, text, 0o644)
}

func (h *history) load() map[string]time.Duration {
	all := map[string]time.Duration{}
	if text, err := os.ReadFile(h.file); err == nil {
		_ = json.Unmarshal(text, &all)
	}
	return all
}
