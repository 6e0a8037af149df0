package engine

import (
	"os"
	"runtime/debug"
	"testing"
)

// The engine keeps a copy of the state for every step; collecting them less often saves a quarter of the time. The machine has other
// work too.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(6 << 30)
	os.Exit(m.Run())
}
