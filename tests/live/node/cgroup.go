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

// hierarchies are the roots of the control groups: the only one of version 2, or each of version 1. Machines with both have
// the second in "unified", without a controller.
func hierarchies() []string {
	const root = "/sys/fs/cgroup"
	if _, err := os.Stat(root + "/cgroup.controllers"); err == nil {
		return []string{root}
	}
	files, err := filepath.Glob(root + "/*/cgroup.procs")
	if err != nil {
		return nil
	}
	var all []string
	for _, file := range files {
		all = append(all, filepath.Dir(file))
	}
	slices.Sort(all) // "unified" is last; links like cpu lead to cpu,cpuacct
	return all
}

// daemons is the group of the node's own programs; the kubelet puts pods beside it.
func daemons(hierarchy string) string { return filepath.Join(hierarchy, Name, "daemons") }

// makeGroups makes the node's group in every hierarchy: the kubelet wants its root group in each.
func makeGroups() error {
	all := hierarchies()
	if len(all) == 0 {
		return errors.New("making control groups: none is mounted below /sys/fs/cgroup")
	}
	for _, hierarchy := range all {
		if err := os.MkdirAll(daemons(hierarchy), 0o755); err != nil {
			return fmt.Errorf("making the control group of the node: %w", err)
		}
	}
	return nil
}

// killGroups ends every process of the node, whoever started it, and removes the groups.
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
