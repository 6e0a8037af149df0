package process

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Descendants lists the processes that a process has started, and those that they have: Pulumi's plugins have groups of their
// own. Linux only: elsewhere there are none.
func Descendants(pid int) []Identity {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	children := map[int][]int{}
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		_, rest, found := cutLast(string(stat), ") ")
		fields := strings.Fields(rest)
		if err != nil || !found || len(fields) < 2 {
			continue // it has just ended
		}
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		parent, _ := strconv.Atoi(fields[1])
		children[parent] = append(children[parent], child)
	}
	var all []Identity
	for next := children[pid]; len(next) > 0; {
		var further []int
		for _, child := range next {
			if id, err := identify("process", child); err == nil {
				all = append(all, id)
			}
			further = append(further, children[child]...)
		}
		next = further
	}
	return all
}
