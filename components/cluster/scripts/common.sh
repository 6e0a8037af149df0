# What colima.sh, kind.sh and ebpf.sh share. POSIX sh: macOS has bash 3.2 under this name, Debian dash, a node busybox.
# The settings come as KALYPSO_* variables; command.go and ebpf.go list them.
set -u
unset KALYPSO_SCRIPT # the program hands these functions over in it; no child needs them

oldest_minor=29 # config.OldestMinor

# Where what must survive a killed run is kept: one file per cluster that is being made.
state_dir="${KALYPSO_STATE:-${XDG_STATE_HOME:-$HOME/.local/state}/kalypso}"

# The program hands a kubeconfig over as it is configured, the same on every machine.
case "${KUBECONFIG:-}" in "~/"*) export KUBECONFIG="$HOME/${KUBECONFIG#??}" ;; esac

say() { printf '%s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# require NAME HINT...: every program that is missing is named at once.
require() {
  absent=''
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null 2>&1 || absent="$absent
  $1 is not installed: $2"
    shift 2
  done
  [ -z "$absent" ] || fail "programs are missing:$absent"
}

# install_hint NAME LINUX: how to get it on this system.
install_hint() {
  case "$(uname -s)" in
    Darwin) say "brew install $1" ;;
    *) say "$2, or brew install $1" ;;
  esac
}

kubectl_hint() { install_hint kubectl 'see https://kubernetes.io/docs/tasks/tools/'; }

# hidden masks what a kubeconfig or a log line could hold of credentials.
hidden() {
  sed -E 's/(([Tt][Oo][Kk][Ee][Nn]|[Pp]assword|[Ss]ecret|(client-key|client-certificate|certificate-authority)-data)["'"'"']?[[:space:]]*[:=][[:space:]]*).*/\1[hidden]/'
}

# bounded SECONDS WHAT COMMAND...: runs it, shows what it prints, says every 15 seconds that it still runs, and ends it
# after that time. Its output goes through a file: daemons that it leaves behind keep that open, and not our pipe.
bounded() {
  limit=$1 what=$2
  shift 2
  # One file per cluster, which the next run writes anew: a run that is killed leaves no other behind.
  mkdir -p "$state_dir" && log="$state_dir/$context.log" && : >"$log" || fail "cannot write to $state_dir"
  "$@" </dev/null >"$log" 2>&1 &
  child=$!
  making_by "$child"
  trap 'kill "$child" 2>/dev/null; rm -f "$log"; exit 130' INT TERM HUP
  begun=$(date +%s) shown=0 told=0 late=''
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.2 2>/dev/null || sleep 1
    show_new
    spent=$(($(date +%s) - begun))
    if [ $((spent / 15)) -gt "$told" ]; then
      told=$((spent / 15))
      say "  $what: $spent s of at most $limit s"
    fi
    if [ "$spent" -ge "$limit" ]; then
      late=yes
      kill "$child" 2>/dev/null
      sleep 2
      kill -9 "$child" 2>/dev/null
    fi
  done
  wait "$child"
  code=$?
  trap - INT TERM HUP
  show_new
  rm -f "$log"
  [ -z "$late" ] || fail "$what did not end within $limit s and was stopped; what it had done stays, and the next run goes on from there"
  return "$code"
}

show_new() {
  lines=$(($(wc -l <"$log")))
  if [ "$lines" -gt "$shown" ]; then
    sed -n "$((shown + 1)),${lines}p" "$log" | hidden | sed 's/^/  | /'
    shown=$lines
  fi
}

# A cluster is "in the making" from before its first command until it answers. A run that was killed in between leaves
# the file, so the next one knows that the half-made cluster is ours, and which process may still be at it.
making() { [ -f "$state_dir/$context.making" ]; }

making_begin() {
  mkdir -p "$state_dir" || fail "cannot write to $state_dir"
  : >"$state_dir/$context.making"
}

making_by() { if making; then say "$1" >"$state_dir/$context.making"; fi; }

making_end() { rm -f "$state_dir/$context.making"; }

# making_wait PROGRAM: where an earlier run was killed, its child may go on. Two at once would break the cluster.
making_wait() {
  making || return 0
  pid=$(cat "$state_dir/$context.making")
  waited=0
  while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && ps -p "$pid" -o command= 2>/dev/null | grep -q "$1"; do
    [ "$waited" -lt 900 ] || fail "process $pid ($1, from an earlier run) does not end: kill $pid, then run this again"
    [ $((waited % 15)) -ne 0 ] || say "  waiting for $1 of an earlier run (process $pid): $waited s of at most 900 s"
    sleep 1
    waited=$((waited + 1))
  done
}

# earlier KEY: what a line "KEY: ..." of this resource's last run says; empty on the first.
earlier() { printf '%s\n' "${PULUMI_COMMAND_STDOUT:-}" | sed -n "s/^$1: //p" | tail -n 1; }

# kube talks to the cluster of $context; an empty one is kubectl's current context.
kube() { kubectl ${context:+--context "$context"} --request-timeout=10s "$@" </dev/null; }

answers() { kube get --raw /readyz >/dev/null 2>&1; }

in_kubeconfig() { kubectl config get-contexts -o name 2>/dev/null </dev/null | grep -qxF "$context"; }

# nodes_ready: there is a node, and every one is Ready.
nodes_ready() {
  conditions=$(kube get nodes -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' 2>/dev/null) || return 1
  [ -n "$conditions" ] && ! printf '%s\n' "$conditions" | grep -qv '^True$'
}

# running_version: the cluster's own, like v1.34.2+k3s1; nothing if it does not say.
running_version() { kube get --raw /version 2>/dev/null | sed -n 's/.*"gitVersion": *"\([^"]*\)".*/\1/p'; }

# wait_until LIMIT WHAT CHECK REMEDY
wait_until() {
  begun=$(date +%s) told=0
  until "$3"; do
    spent=$(($(date +%s) - begun))
    [ "$spent" -lt "$1" ] || fail "$2 of context $context: nothing within $1 s; last: $(kube get --raw /readyz 2>&1 | tail -n 1 | hidden). $4"
    if [ $((spent / 10)) -ge "$told" ]; then
      told=$((spent / 10 + 1))
      say "  waiting for $2 of context $context: $spent s of at most $1 s"
    fi
    sleep 1
  done
}

# wait_ready REMEDY: the API server, every node, and a version that the charts accept.
wait_ready() {
  in_kubeconfig || fail "context $context is not in ${KUBECONFIG:-~/.kube/config}. $1"
  wait_until "${KALYPSO_READY_TIMEOUT:-300}" 'the API server' answers "$1"
  wait_until "${KALYPSO_READY_TIMEOUT:-300}" 'every node Ready' nodes_ready "$1"
  minor=$(kube get --raw /version 2>/dev/null | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p')
  [ "${minor:-0}" -ge "$oldest_minor" ] || fail "Kubernetes 1.${minor:-?} of context $context is too old: the Mimir chart needs 1.$oldest_minor. Set kalypso:cluster.kubernetesVersion, and make the cluster anew"
  say "$context: Kubernetes 1.$minor answers, nodes Ready"
  # Which cluster this is, for good: the program refuses another one under the same name.
  uid=$(earlier uid)
  say "uid: ${uid:-$(kube get namespace kube-system -o 'jsonpath={.metadata.uid}' 2>/dev/null)}"
}
