package cluster_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// node is a fabricated node: files below its /proc and /sys. A value that begins with "-> " is a symbolic link.
type node map[string]string

// fit is a node that can carry everything: Colima's, with Ubuntu 24.04.
func fit() node {
	return node{
		"proc/sys/kernel/osrelease":                 "6.8.0-64-generic",
		"proc/sys/kernel/unprivileged_bpf_disabled": "2",
		"proc/sys/net/core/bpf_jit_enable":          "1",
		"proc/self/status":                          "Name:\tsh\nCapEff:\t000001ffffffffff",
		"proc/self/ns/pid":                          "-> pid:[4026531836]",
		"proc/filesystems":                          "nodev\ttracefs",
		"sys/kernel/btf/vmlinux":                    strings.Repeat("x", 2048),
		"sys/kernel/tracing/events/enable":          "0",
		"sys/kernel/security/lockdown":              "[none] integrity confidentiality",
		"sys/fs/cgroup/cgroup.controllers":          "cpu memory",
	}
}

// but is the node with files changed; "" takes one away.
func (n node) but(changes node) node {
	for path, text := range changes {
		if text == "" {
			delete(n, path)
		} else {
			n[path] = text
		}
	}
	return n
}

// write makes the node's files below dir.
func (n node) write(t *testing.T, dir string) {
	t.Helper()
	for _, top := range []string{"proc", "sys"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, top), 0o755))
	}
	for file, text := range n {
		path := filepath.Join(dir, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		if target, link := strings.CutPrefix(text, "-> "); link {
			require.NoError(t, os.Symlink(target, path))
		} else {
			require.NoError(t, os.WriteFile(path, []byte(text+"\n"), 0o644))
		}
	}
}

// probe runs the probe on a node, as the pod does.
func (n node) probe(t *testing.T, shell []string, arch string) string {
	t.Helper()
	dir := t.TempDir()
	n.write(t, dir)
	command := exec.Command(shell[0], append(shell[1:], "scripts/probe.sh")...)
	command.Env = append(os.Environ(), "PROC_ROOT="+dir+"/proc", "SYS_ROOT="+dir+"/sys", "ARCH="+arch)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
	return strings.ReplaceAll(string(output), dir, "")
}

func TestProbe(t *testing.T) {
	t.Parallel()
	const works = "PASS"
	for name, c := range map[string]struct {
		node          node
		arch          string
		line          string // one of the lines
		obi, profiler string // what the results begin with
	}{
		"fit": {fit(), "aarch64", "PASS kernel: 6.8.0-64-generic (5.10 or later)", works, works},
		"the oldest kernel": {fit().but(node{"proc/sys/kernel/osrelease": "5.10.0-1-amd64"}), "x86_64",
			"PASS kernel: 5.10.0-1-amd64 (5.10 or later)", works, works},
		"kernel 5.4": {fit().but(node{"proc/sys/kernel/osrelease": "5.4.0-150-generic"}), "x86_64",
			"FAIL kernel: 5.4.0-150-generic is older than 5.10", "FAIL kernel-too-old", "FAIL kernel-too-old"},
		"kernel 5.9": {fit().but(node{"proc/sys/kernel/osrelease": "5.9.16"}), "x86_64", "FAIL kernel: 5.9.16 is older",
			"FAIL kernel-too-old", "FAIL kernel-too-old"},
		"kernel 4.18": {fit().but(node{"proc/sys/kernel/osrelease": "4.18.0-553.el8"}), "x86_64",
			"FAIL kernel: 4.18.0-553.el8 is older", "FAIL kernel-too-old", "FAIL kernel-too-old"},
		"kernel 10.1": {fit().but(node{"proc/sys/kernel/osrelease": "10.1-rc3"}), "x86_64", "PASS kernel: 10.1-rc3", works, works},
		"no BTF": {fit().but(node{"sys/kernel/btf/vmlinux": ""}), "x86_64", "FAIL btf: /sys/kernel/btf/vmlinux is missing",
			"FAIL no-btf", "FAIL no-btf"},
		"BTF": {fit(), "x86_64", "PASS btf: /sys/kernel/btf/vmlinux, 2 KiB", works, works},
		"no bpf": {fit().but(node{"proc/sys/kernel/unprivileged_bpf_disabled": ""}), "x86_64", "FAIL bpf: no system call",
			"FAIL no-bpf", "FAIL no-bpf"},
		"bpf in the symbols": {fit().but(node{"proc/sys/kernel/unprivileged_bpf_disabled": "", "proc/kallsyms": "0 T __x64_sys_bpf"}),
			"x86_64", "PASS bpf: system call there", works, works},
		"JIT off":     {fit().but(node{"proc/sys/net/core/bpf_jit_enable": "0"}), "x86_64", "WARN jit: off (0)", works, works},
		"JIT unknown": {fit().but(node{"proc/sys/net/core/bpf_jit_enable": ""}), "x86_64", "WARN jit: unknown", works, works},
		"tracefs by debugfs": {fit().but(node{"sys/kernel/tracing/events/enable": "", "sys/kernel/debug/tracing/events/enable": "0"}),
			"x86_64", "PASS tracefs: /sys/kernel/debug/tracing", works, works},
		"tracefs not mounted": {fit().but(node{"sys/kernel/tracing/events/enable": ""}), "x86_64",
			"WARN tracefs: not mounted, though the kernel has it", works, "FAIL no-tracefs: tracefs is not mounted on the node: mount -t tracefs"},
		"no tracefs": {fit().but(node{"sys/kernel/tracing/events/enable": "", "proc/filesystems": "ext4"}), "x86_64",
			"WARN tracefs: neither tracefs nor debugfs", works, "FAIL no-tracefs: the kernel has no tracefs"},
		"cgroup v2": {fit(), "x86_64", "PASS cgroup: v2", works, works},
		"cgroup v1": {fit().but(node{"sys/fs/cgroup/cgroup.controllers": "", "sys/fs/cgroup/memory/tasks": "1"}), "x86_64",
			"WARN cgroup: v1", works, works},
		"no cgroup":   {fit().but(node{"sys/fs/cgroup/cgroup.controllers": ""}), "x86_64", "WARN cgroup: unknown", works, works},
		"no lockdown": {fit().but(node{"sys/kernel/security/lockdown": ""}), "x86_64", "PASS lockdown: not in force", works, works},
		"lockdown integrity": {fit().but(node{"sys/kernel/security/lockdown": "none [integrity] confidentiality"}), "x86_64",
			"WARN lockdown: integrity", works, works},
		"confidentiality": {fit().but(node{"sys/kernel/security/lockdown": "none integrity [confidentiality]"}), "x86_64",
			"FAIL lockdown: confidentiality", "FAIL lockdown", "FAIL lockdown"},
		"kind's node": {fit().but(node{"proc/self/ns/pid": "-> pid:[4026532287]"}), "x86_64",
			"FAIL pid namespace: pid:[4026532287] is nested in another", "FAIL nested-pid-namespace", "FAIL nested-pid-namespace"},
		"unknown namespace": {fit().but(node{"proc/self/ns/pid": ""}), "x86_64", "WARN pid namespace: unknown", works, works},
		"no capabilities": {fit().but(node{"proc/self/status": "CapEff:\t00000000a80425fb"}), "x86_64",
			"FAIL privileges: capabilities 00000000a80425fb lack SYS_PTRACE SYS_ADMIN PERFMON BPF", "FAIL no-privileges", "FAIL no-privileges"},
		"all but BPF": {fit().but(node{"proc/self/status": "CapEff:\t0000017fffffffff"}), "x86_64",
			"FAIL privileges: capabilities 0000017fffffffff lack BPF", "FAIL no-privileges", "FAIL no-privileges"},
		"32 bits": {fit(), "armv7l", "FAIL architecture: armv7l, want x86_64 or aarch64", "FAIL architecture", "FAIL architecture"},
		"the first reason": {fit().but(node{"proc/sys/kernel/osrelease": "4.9.0", "sys/kernel/btf/vmlinux": ""}), "x86_64", "FAIL btf",
			"FAIL kernel-too-old", "FAIL kernel-too-old"},
		"nothing can be read": {node{}, "x86_64", "FAIL privileges: capabilities unknown lack", "FAIL no-privileges", "FAIL no-privileges"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, shell := range [][]string{{"sh"}, {"bash", "--posix"}} {
				output := c.node.probe(t, shell, c.arch)
				assert.Contains(t, output, c.line, shell)
				assert.Contains(t, output, "RESULT obi "+c.obi, output)
				assert.Contains(t, output, "RESULT profiler "+c.profiler, output)
				checks := 0
				for line := range strings.Lines(output) {
					assert.Regexp(t, `^(PASS|WARN|FAIL) [a-z ]+: .+|^RESULT (obi|profiler) (PASS$|FAIL [a-z-]+: .+)`, strings.TrimSpace(line))
					if !strings.HasPrefix(line, "RESULT") {
						checks++
					}
				}
				assert.Equal(t, 10, checks, "one line per check\n%s", output)
			}
		})
	}
}

// The probe on the kernel that the tests run on. What it finds differs; that it finds the kernel's own version does not.
func TestProbeOnThisKernel(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skipf("%s has no /proc and /sys that the probe could read", runtime.GOOS)
	}
	output, err := exec.Command("sh", "scripts/probe.sh").CombinedOutput()
	require.NoError(t, err, "%s", output)
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	require.NoError(t, err)
	assert.Contains(t, string(output), " kernel: "+strings.TrimSpace(string(release))+" ")
	_, missing := os.Stat("/sys/kernel/btf/vmlinux")
	assert.Equal(t, missing == nil, strings.Contains(string(output), "PASS btf: /sys/kernel/btf/vmlinux"), "%s", output)
	assert.Regexp(t, `(?m)^RESULT obi (PASS|FAIL [a-z-]+: .+)$`, string(output))
	t.Logf("this kernel:\n%s", output)
}
