package cluster

import (
	"path"
	"strings"
)

// KnownBadKernel reports whether a release of Linux (uname -r) is known to crash under eBPF programs, and what is known. The table is
// scripts/kernels.sh, which the look at the nodes reads too.
func KnownBadKernel(release string) (why string, bad bool) {
	_, table, _ := strings.Cut(knownBadKernels, "known_bad_kernels='")
	table, _, _ = strings.Cut(table, "'")
	for line := range strings.Lines(table) {
		fields := strings.SplitN(strings.TrimSpace(line), "|", 3)
		if len(fields) != 3 {
			continue
		}
		if matched, err := path.Match(fields[0], release); err == nil && matched {
			return fields[2], true
		}
	}
	return "", false
}
