package process

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestParseStatSurvivesAnOddName(t *testing.T) {
	line := "42 (a) b (c)) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 100 200"
	got, err := parseStat(line)
	if err != nil || got != "987654" {
		t.Fatalf("parseStat = %q, %v; want 987654", got, err)
	}
}

func TestParseStatTakesAZombieForGone(t *testing.T) {
	line := "42 (x) Z 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 100 200"
	if got, err := parseStat(line); err == nil {
		t.Fatalf("parseStat = %q; want an error for a zombie", got)
	}
}

func TestParsePS(t *testing.T) {
	got, err := parsePS("Ss   Mon Nov 23 04:46:29 2026\n")
	if err != nil || got != "Mon Nov 23 04:46:29 2026" {
		t.Fatalf("parsePS = %q, %v", got, err)
	}
	if _, err := parsePS(""); err == nil {
		t.Fatal("parsePS of nothing: want an error")
	}
}

func TestStopEndsAProcessAndItsChildren(t *testing.T) {
	sleeper(t)
	p := start(t, "trap '' TERM; sleep 60 & echo $! ; wait")
	if !p.Alive() {
		t.Fatal("a started process is not alive")
	}
	if err := Stop([]Identity{p.Identity}, 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if p.Alive() {
		t.Fatal("a stopped process is alive")
	}
}

func TestStopSparesARecycledPID(t *testing.T) {
	sleeper(t)
	p := start(t, "sleep 60")
	stranger := p.Identity
	stranger.Started += "0"
	if err := Stop([]Identity{stranger}, time.Second); err != nil {
		t.Fatal(err)
	}
	if !p.Alive() {
		t.Fatal("Stop ended a process whose start time differs from the record")
	}
}

func TestFailureShowsTheEndOfTheLog(t *testing.T) {
	sleeper(t)
	p := start(t, "echo first; echo the reason >&2; sleep 0.3; exit 3")
	<-p.Exited()
	if msg := p.Failure().Error(); !strings.Contains(msg, "probe") || !strings.Contains(msg, "the reason") {
		t.Fatalf("Failure = %q; want the process's name and the reason in its log", msg)
	}
}

func start(t *testing.T, script string) *Process {
	t.Helper()
	p, err := Start(Spec{Name: "probe", Path: "/bin/sh", Args: []string{"-c", script}, Env: os.Environ(), Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = Stop([]Identity{p.Identity}, 0) })
	return p
}

func sleeper(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("no sleep command on this machine")
	}
}
