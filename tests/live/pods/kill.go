package pods

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// processes are those whose control group is of the pod, but for the holder's, which is called pause.
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
		name, err := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
		pid, number := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && number == nil && strings.TrimSpace(string(name)) != "pause" {
			found = append(found, pid)
		}
	}
	return found, nil
}
