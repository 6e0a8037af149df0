package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// killGroups ends every process of the node, whatever started it, and removes the groups.
func killGroups() error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left := members()
		if len(left) == 0 {
			return removeGroups()
		}
		for _, pid := range left {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("ending the processes of the node: %v do not end even when killed", left)
		}
	}
}

// members are the processes in the node's groups.
func members() []int {
	var all []int
	walkGroups(func(dir string) { all = append(all, groupMembers(dir)...) })
	slices.Sort(all)
	return slices.Compact(all)
}

// groupMembers are the processes in one group; none if it is not there.
func groupMembers(dir string) []int {
	text, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if err != nil {
		return nil
	}
	var all []int
	for word := range strings.FieldsSeq(string(text)) {
		if pid, err := strconv.Atoi(word); err == nil && pid > 0 {
			all = append(all, pid)
		}
	}
	return all
}

// removeGroups removes children before their parents.
func removeGroups() error {
	var dirs []string
	walkGroups(func(dir string) { dirs = append(dirs, dir) })
	var failures []error
	for _, dir := range slices.Backward(dirs) {
		if err := removeGroup(dir); err != nil {
			failures = append(failures, fmt.Errorf("removing a control group: %w", err))
		}
	}
	return errors.Join(failures...)
}

// removeGroup is patient: the kernel lets go of a group a moment after its last process.
func removeGroup(dir string) error {
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := syscall.Rmdir(dir)
		if err == nil || errors.Is(err, syscall.ENOENT) {
			return nil
		}
		if time.Now().After(deadline) {
			return &os.PathError{Op: "rmdir", Path: dir, Err: err}
		}
	}
}

// walkGroups visits each of the node's groups, parents first.
func walkGroups(visit func(dir string)) {
	for _, hierarchy := range hierarchies() {
		_ = filepath.WalkDir(filepath.Join(hierarchy, Name), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				visit(path)
			}
			return nil // what has gone meanwhile is gone
		})
	}
}
