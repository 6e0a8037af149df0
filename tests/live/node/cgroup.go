package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
		for _, dir := range []string{hierarchy, filepath.Join(hierarchy, Name)} {
			if err := delegate(dir); err != nil {
				return fmt.Errorf("making the control group of the node: %w", err)
			}
		}
	}
	return nil
}

// delegate gives the groups below a group of version 2 all of its controllers; the kubelet refuses a root without them. In
// version 1 each hierarchy has its own, and nothing is to be done.
func delegate(dir string) error {
	controllers, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for controller := range strings.FieldsSeq(string(controllers)) {
		if err := os.WriteFile(filepath.Join(dir, "cgroup.subtree_control"), []byte("+"+controller), 0o644); err != nil {
			return fmt.Errorf("passing on controller %s: %w", controller, err)
		}
	}
	return nil
}
