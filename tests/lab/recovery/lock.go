package recovery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// lock is what Pulumi writes into a file backend while an operation runs (pulumi/pkg/backend/diy/lock.go).
type lock struct {
	PID       int       `json:"pid"`
	Username  string    `json:"username"`
	Hostname  string    `json:"hostname"`
	Timestamp time.Time `json:"timestamp"`

	file string
}

// ErrLocked says that another run holds the stack, or may hold it.
var ErrLocked = errors.New("the stack is locked")

// locks lists the locks of a stack in a file backend. Backends of before 2023 know no projects.
func locks(backend, project, stack string) ([]lock, error) {
	dir, err := directory(backend)
	if err != nil {
		return nil, err
	}
	var all []lock
	for _, of := range []string{filepath.Join("organization", project, stack), stack} {
		files, err := filepath.Glob(filepath.Join(dir, ".pulumi", "locks", of, "*.json"))
		if err != nil {
			return nil, fmt.Errorf("looking for locks of stack %s: %w", stack, err)
		}
		for _, file := range files {
			found := lock{file: file}
			raw, err := os.ReadFile(file)
			if errors.Is(err, fs.ErrNotExist) {
				continue // its owner has just ended
			}
			if err == nil {
				err = json.Unmarshal(raw, &found)
			}
			if err != nil {
				return nil, fmt.Errorf("reading the lock %s: %w; remove it if no run of Pulumi is at work", file, err)
			}
			all = append(all, found)
		}
	}
	return all, nil
}

// directory is where a file backend keeps its state; file://~ is the home directory.
func directory(backend string) (string, error) {
	path := strings.TrimPrefix(backend, "file://")
	if rest, below := strings.CutPrefix(path, "~"); below {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("looking for Pulumi's state: %w", err)
		}
		return filepath.Join(home, rest), nil
	}
	return filepath.FromSlash(path), nil
}

// takeOver removes the locks whose owner is dead on this machine. Another's is an error that says whose it is, and then none
// is removed.
func takeOver(locks []lock, host string, runs func(pid int) bool, say Say) error {
	var held []error
	for _, l := range locks {
		if l.Hostname != host || runs(l.PID) {
			held = append(held, l.explain(host))
		}
	}
	if len(held) > 0 {
		return errors.Join(held...)
	}
	for _, l := range locks {
		if err := os.Remove(l.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the lock of a dead run: %w", err)
		}
		say("took over the lock of process %d, of %s: it is dead", l.PID, l.Timestamp.Local().Format(time.DateTime))
	}
	return nil
}

func (l lock) explain(host string) error {
	age := time.Since(l.Timestamp).Round(time.Second)
	if l.Hostname != host {
		return fmt.Errorf("%w by %s on %s (process %d) for %s. Whether that run is alive cannot be seen from here: ask %s, and if it is "+
			"dead, remove %s", ErrLocked, l.Username, l.Hostname, l.PID, age, l.Username, l.file)
	}
	return fmt.Errorf("%w by process %d of %s on this machine for %s, and it runs: wait for it, or interrupt it (kill -INT %[2]d), "+
		"then run this again", ErrLocked, l.PID, l.Username, age)
}

// pulumiRuns reports whether the process is a Pulumi that runs. A number that another program has got since counts as dead.
func pulumiRuns(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err == nil { // a zombie holds nothing
		name, rest, _ := strings.Cut(string(stat), ") ")
		return strings.Contains(name, "pulumi") && !strings.HasPrefix(rest, "Z")
	}
	if _, err := os.Stat("/proc/self/stat"); err == nil {
		return false
	}
	name, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(name), "pulumi")
}
