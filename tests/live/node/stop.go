package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
)

// Stop ends everything of the node, also of one that was killed, half started, or is not there, and removes dir.
func Stop(dir string) error {
	if err := halt(); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("removing the state of the node: %w", err)
	}
	// The node's own was mounted over it. What is not empty is another's.
	if err := os.Remove(keptOnNodes); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return fmt.Errorf("removing where agents keep what they have: %w", err)
	}
	return nil
}

// halt ends every process; with the last one the kernel drops both namespaces, and so all mounts, routes and rules in them.
func halt() error {
	err := killGroups()
	if _, missing := net.InterfaceByName(Name); missing == nil {
		// The kernel would remove it with the other end, a moment later than a next start may come.
		if failed := run(context.Background(), "ip", "link", "delete", Name); failed != nil {
			if _, missing := net.InterfaceByName(Name); missing == nil {
				err = errors.Join(err, fmt.Errorf("removing the interface of the node: %w", failed))
			}
		}
	}
	return err
}

// Running tells whether a complete control plane with its state in dir is alive.
func Running(dir string) (bool, error) { return controlplane.Running(files{dir}.cluster()) }

// Open connects to a node that runs already.
func Open(dir string) (*controlplane.Cluster, error) { return controlplane.Open(files{dir}.cluster()) }

// Traces lists what of a node is on this machine: processes, control groups, the interface, mounts, the state directory.
// There are none before a start, and none after a stop.
func Traces(dir string) ([]string, error) {
	var traces []string
	for _, pid := range members() {
		traces = append(traces, fmt.Sprintf("process %d", pid))
	}
	walkGroups(func(group string) { traces = append(traces, "control group "+group) })
	if _, err := net.InterfaceByName(Name); err == nil {
		traces = append(traces, "network interface "+Name)
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("looking for mounts of the node: %w", err)
	}
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, dir) {
			traces = append(traces, "mount "+strings.TrimSpace(line))
		}
	}
	if _, err := os.Stat(dir); err == nil {
		traces = append(traces, "directory "+dir)
	}
	return traces, nil
}

// Isolated is an error if any route of the running node leads further than to its pods and to this machine.
func Isolated() error {
	found := false
	for _, pid := range groupMembers(daemons(hierarchies()[0])) {
		table, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/route", pid))
		if err != nil {
			continue // it has just ended
		}
		found = true
		for line := range strings.Lines(string(table)) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[1] == "00000000" {
				return fmt.Errorf("the node has a default route, by %s: its pods could leave this machine", fields[0])
			}
		}
	}
	if !found {
		return errors.New("looking at the routes of the node: none of its programs runs")
	}
	return nil
}

// hasLine tells whether a line of the text ends in the word.
func hasLine(text, word string) bool {
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[len(fields)-1] == word {
			return true
		}
	}
	return false
}
