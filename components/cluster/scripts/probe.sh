# What a node's kernel offers to eBPF. It runs on the node, as root, under any sh; PROC_ROOT and SYS_ROOT say where the
# node's /proc and /sys are seen. One line per check, "PASS|WARN|FAIL check: value", then one result per consumer,
# "RESULT consumer PASS" or "RESULT consumer FAIL kind: reason", with the first kind of reason that rules it out.
proc=${PROC_ROOT:-/proc}
sys=${SYS_ROOT:-/sys}
obi='' profiler=''

check() { printf '%s %s: %s\n' "$1" "$2" "$3"; }

# not_obi KIND REASON, not_profiler KIND REASON, neither KIND REASON: the first reason counts.
not_obi() { obi=${obi:-"$1: $2"}; }
not_profiler() { profiler=${profiler:-"$1: $2"}; }
neither() { not_obi "$1" "$2" && not_profiler "$1" "$2"; }

# The profiler's authors dropped 5.4; OBI asks for 5.8 with BTF. 5.10 is the next long-term kernel.
release=$(cat "$proc/sys/kernel/osrelease" 2>/dev/null || uname -r)
major=${release%%.*}
minor=${release#*.}
minor=${minor%%[!0-9]*}
if [ "$major" -gt 5 ] 2>/dev/null || { [ "$major" = 5 ] && [ "${minor:-0}" -ge 10 ]; } 2>/dev/null; then
  check PASS kernel "$release (5.10 or later)"
else
  check FAIL kernel "$release is older than 5.10"
  neither kernel-too-old "kernel $release is older than 5.10; update the node's system"
fi

while IFS='|' read -r pattern who why; do
  # shellcheck disable=SC2254 # a pattern is meant
  case "$release" in
    $pattern)
      check FAIL "known bad kernel" "$release: $why"
      case "$who" in *obi*) not_obi kernel-known-bad "$why" ;; esac
      case "$who" in *profiler*) not_profiler kernel-known-bad "$why" ;; esac ;;
  esac
done <<KERNELS
${known_bad_kernels:-}
KERNELS

arch=${ARCH:-$(uname -m)}
case "$arch" in
  x86_64 | amd64 | aarch64 | arm64) check PASS architecture "$arch" ;;
  *)
    check FAIL architecture "$arch, want x86_64 or aarch64"
    neither architecture "$arch is neither x86_64 nor aarch64" ;;
esac

# Root in a container without capabilities may do nothing of this: CAP_SYS_PTRACE 19, SYS_ADMIN 21, PERFMON 38, BPF 39.
capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' "$proc/self/status" 2>/dev/null)
missing=''
for capability in SYS_PTRACE:19 SYS_ADMIN:21 PERFMON:38 BPF:39; do
  [ $((0x${capabilities:-0} >> ${capability#*:} & 1)) -eq 1 ] || missing="$missing ${capability%:*}"
done
if [ -z "$missing" ]; then
  check PASS privileges "capabilities $capabilities"
else
  check FAIL privileges "capabilities ${capabilities:-unknown} lack$missing"
  neither no-privileges "a privileged container lacks$missing here; the container runtime or a rootless setup takes them away"
fi

if [ -r "$sys/kernel/btf/vmlinux" ]; then
  check PASS btf "$sys/kernel/btf/vmlinux, $(($(wc -c <"$sys/kernel/btf/vmlinux") / 1024)) KiB"
else
  check FAIL btf "$sys/kernel/btf/vmlinux is missing"
  neither no-btf "the kernel was built without type information (CONFIG_DEBUG_INFO_BTF); Docker Desktop's was, Colima's was not"
fi

unprivileged="$proc/sys/kernel/unprivileged_bpf_disabled"
if [ -r "$unprivileged" ]; then
  check PASS bpf "system call there, unprivileged_bpf_disabled $(cat "$unprivileged")"
elif grep -q 'sys_bpf$' "$proc/kallsyms" 2>/dev/null; then
  check PASS bpf "system call there"
else
  check FAIL bpf "no system call: neither $unprivileged nor sys_bpf in $proc/kallsyms"
  neither no-bpf "the kernel was built without CONFIG_BPF_SYSCALL"
fi

case "$(cat "$proc/sys/net/core/bpf_jit_enable" 2>/dev/null)" in
  1 | 2) check PASS jit "on ($(cat "$proc/sys/net/core/bpf_jit_enable"))" ;;
  0) check WARN jit "off (0): programs are interpreted, several times slower; sysctl -w net.core.bpf_jit_enable=1" ;;
  *) check WARN jit "unknown: $proc/sys/net/core/bpf_jit_enable is missing" ;;
esac

# The profiler finds the scheduler's tracepoints in tracefs; OBI attaches its probes without it.
traces=''
for directory in "$sys/kernel/tracing" "$sys/kernel/debug/tracing"; do
  [ -n "$traces" ] || { [ -e "$directory/events" ] && traces=$directory; }
done
if [ -n "$traces" ]; then
  check PASS tracefs "$traces"
elif grep -qw tracefs "$proc/filesystems" 2>/dev/null; then
  check WARN tracefs "not mounted, though the kernel has it"
  not_profiler no-tracefs "tracefs is not mounted on the node: mount -t tracefs tracefs /sys/kernel/tracing"
else
  check WARN tracefs "neither tracefs nor debugfs"
  not_profiler no-tracefs "the kernel has no tracefs (CONFIG_FTRACE)"
fi

if [ -e "$sys/fs/cgroup/cgroup.controllers" ]; then
  check PASS cgroup v2
elif [ -d "$sys/fs/cgroup" ]; then
  check WARN cgroup "v1: works; some container metadata is missing"
else
  check WARN cgroup "unknown: $sys/fs/cgroup is missing"
fi

case "$(cat "$sys/kernel/security/lockdown" 2>/dev/null)" in
  '') check PASS lockdown "not in force" ;;
  *'[none]'*) check PASS lockdown none ;;
  *'[integrity]'*) check WARN lockdown "integrity: OBI cannot write trace context into processes, so traces of Go programs do not connect" ;;
  *)
    check FAIL lockdown "confidentiality"
    neither lockdown "lockdown=confidentiality forbids eBPF to read the kernel's memory; boot without it, or with lockdown=integrity" ;;
esac

# The machine's own PID namespace has a fixed number in every kernel (PROC_PID_INIT_INO); a node of kind has another. The
# probe shares the node's (hostPID).
namespace=$(readlink "$proc/self/ns/pid" 2>/dev/null)
case "$namespace" in
  'pid:[4026531836]') check PASS "pid namespace" "the machine's own" ;;
  '') check WARN "pid namespace" "unknown: $proc/self/ns/pid cannot be read" ;;
  *)
    check FAIL "pid namespace" "$namespace is nested in another: the node is a container"
    neither nested-pid-namespace "the node is a container (kind, or minikube with docker), and eBPF programs see other process ids than its /proc" ;;
esac

result() { if [ -z "$2" ]; then printf 'RESULT %s PASS\n' "$1"; else printf 'RESULT %s FAIL %s\n' "$1" "$2"; fi; }
result obi "$obi"
result profiler "$profiler"
