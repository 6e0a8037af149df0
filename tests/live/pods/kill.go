package pods

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Kill ends the processes of a pod of a node of this machine as the kernel does when memory is short: without a word. The
// process that holds the pod's namespaces lives on.
func Kill(p Pod) error {
	pids, err := processes("/proc", p.Metadata.UID)
	if err != nil {
		return fmt.Errorf("killing %s: %w", p, err)
	}
	pids = slices.DeleteFunc(pids, func(pid int) bool { return command("/proc", pid) == "pause" })
	if len(pids) == 0 {
		return fmt.Errorf("killing %s: it has no process on this machine", p)
	}
	var failed []error
	for _, pid := range pids {
		failed = append(failed, syscall.Kill(pid, syscall.SIGKILL))
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("killing %s: %w", p, err)
	}
	return nil
}

// Process is one of a pod's on this machine, whose namespaces are the pod's.
func Process(p Pod) (pid int, err error) {
	pids, err := processes("/proc", p.Metadata.UID)
	if err == nil && len(pids) == 0 {
		err = errors.New("it has no process on this machine")
	}
	if err != nil {
		return 0, fmt.Errorf("looking for a process of %s: %w", p, err)
	}
	return pids[0], nil
}

// processes are those whose control group is of the pod. The one that holds its namespaces is called pause.
func processes(proc, uid string) ([]int, error) {
	files, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "cgroup"))
	if err != nil {
		return nil, fmt.Errorf("looking for processes: %w", err)
	}
	var found []int
	for _, file := range files {
		group, err := os.ReadFile(file) // fails when the process has just ended
		if err != nil || !strings.Contains(strings.ReplaceAll(string(group), "_", "-"), "pod"+uid) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil && command(proc, pid) != "" {
			found = append(found, pid)
		}
	}
	return found, nil
}

// command is the name of a process; "" if it has ended.
func command(proc string, pid int) string {
	name, _ := os.ReadFile(filepath.Join(proc, strconv.Itoa(pid), "comm"))
	return strings.TrimSpace(string(name))
}
