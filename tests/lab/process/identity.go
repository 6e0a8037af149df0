// Package process starts programs that may outlive their starter, and ends them without ever hitting a stranger.
package process

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// Identity names one process for good: a pid alone is recycled, a pid and its start time is not.
type Identity struct {
	// Name is what the process is called in messages and what its log file is named after.
	Name string `json:"name"`
	// PID is also the id of its process group, because every process is started as a session leader.
	PID int `json:"pid"`
	// Started is the start time in the form the operating system gives it: clock ticks on Linux, a date elsewhere.
	Started string `json:"started"`
}

// Alive reports whether that very process still runs. A zombie counts as gone: it holds no port and no file.
func (i Identity) Alive() bool {
	started, err := startTime(i.PID)
	return err == nil && started == i.Started
}

// identify records a process that has just been started.
func identify(name string, pid int) (Identity, error) {
	started, err := startTime(pid)
	if err != nil {
		return Identity{}, fmt.Errorf("recording %s: %w", name, err)
	}
	return Identity{Name: name, PID: pid, Started: started}, nil
}

// startTime reads when a live process began, from /proc where there is one and from ps elsewhere.
func startTime(pid int) (string, error) {
	if _, err := os.Stat("/proc/self/stat"); err == nil {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			return "", fmt.Errorf("process %d is gone: %w", pid, err)
		}
		return parseStat(string(stat))
	}
	out, err := exec.Command("ps", "-o", "stat=,lstart=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return "", fmt.Errorf("process %d is gone: %w", pid, err)
	}
	return parsePS(string(out))
}

// parseStat takes the start time out of /proc/<pid>/stat: field 22. The name in field 2 may hold blanks and parentheses.
func parseStat(stat string) (string, error) {
	_, rest, found := cutLast(stat, ") ")
	fields := strings.Fields(rest)
	const state, started = 0, 19
	if !found || len(fields) <= started {
		return "", fmt.Errorf("reading a process's stat: %q is not in the format of proc(5)", stat)
	}
	if fields[state] == "Z" || fields[state] == "X" {
		return "", fmt.Errorf("process has ended: %w", syscall.ESRCH)
	}
	return fields[started], nil
}

// parsePS takes the start date out of "STAT LSTART".
func parsePS(line string) (string, error) {
	state, started, found := strings.Cut(strings.TrimSpace(line), " ")
	if !found || strings.HasPrefix(state, "Z") {
		return "", fmt.Errorf("process has ended: %w", syscall.ESRCH)
	}
	return strings.TrimSpace(started), nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// Self identifies the calling process.
func Self() (Identity, error) { return identify("self", os.Getpid()) }
