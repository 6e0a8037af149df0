package progress

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestALongTaskSaysSoAndWhatIsLeft(t *testing.T) {
	file := filepath.Join(t.TempDir(), "durations.json")
	first := run(t, file, 100*time.Second)
	want := "building x\n  building x: 40 of 100 packages, 33 s, about 50 s left\n  building x: 40 of 100 packages, 63 s, about 95 s left\n" +
		"  building x: 40 of 100 packages, 93 s, about 2 min 20 s left\nbuilding x: done in 100 s\n"
	if first != want {
		t.Errorf("the first time it says\n%s\nwant\n%s", first, want)
	}
	second := run(t, file, 50*time.Second)
	if !strings.Contains(second, "building x (100 s the last time)\n") || !strings.Contains(second, "33 s, about 67 s left") {
		t.Errorf("the second time it does not tell from the first:\n%s", second)
	}
}

func TestAShortTaskSaysNothingAndIsNotRemembered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "durations.json")
	run(t, file, 100*time.Second)
	if text := run(t, file, time.Second); text != "" {
		t.Errorf("a task of a second says %q", text)
	}
	if past := (&history{file: file}).read("building x"); past != 100*time.Second {
		t.Errorf("remembered %s, want that of the one that took long", past)
	}
}

func TestAFailedTaskSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		task := New(&out, "").Task("building x")
		time.Sleep(time.Second)
		task.Failed()
		if out.String() != "building x: failed after 1 s\n" {
			t.Errorf("it says %q", out.String())
		}
	})
}

// run runs a task of 100 packages, 40 of them compiled, for so long, and returns what is shown without a terminal.
func run(t *testing.T, file string, took time.Duration) string {
	var out bytes.Buffer
	synctest.Test(t, func(*testing.T) {
		task := New(&out, file).Task("building x")
		task.Total(100)
		for range 40 {
			task.Step()
		}
		time.Sleep(took)
		task.Done()
		synctest.Wait()
	})
	return out.String()
}
