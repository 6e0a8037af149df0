# Asks every node of the cluster what its kernel offers to eBPF, by a short-lived privileged pod: that works on every kind
# of cluster, and shows at once whether privileged pods are allowed. However many nodes there are, kubectl is called as often:
# each call may sign in anew.
context=$KALYPSO_CONTEXT # empty: kubectl's current one
mode=${KALYPSO_EBPF:-check}                  # check, for a person: a FAIL fails. on, auto: it marks the node, and fails nothing.
consumers=${KALYPSO_CONSUMERS:-obi profiler} # whose result counts
image=${KALYPSO_PROBE_IMAGE:-}               # for nodes without an image that is trusted; the program knows the default
pull_secrets=${KALYPSO_PULL_SECRETS:-}
probe_timeout=${KALYPSO_PROBE_TIMEOUT:-120}
claim_timeout=${KALYPSO_CLAIM_TIMEOUT:-$((probe_timeout + 60))} # how long another run is waited for
namespace=kalypso-ebpf-probe # one for all runs: what a killed one has left, the next one removes

# Images that a node may have already and that are trusted with it, by their whole repository: K3s (for its local volumes) and kind
# (the same) brought them, and whoever may replace them on the node has the node.
trusted='docker.io/rancher/mirrored-library-busybox docker.io/kindest/local-path-helper'

clean_up() {
  if [ -f "$work/claimed" ]; then kube delete namespace "$namespace" --wait=false >/dev/null 2>&1; fi
  rm -rf "$work"
}

# workplace makes a directory for this run, and removes those of runs that were killed.
workplace() {
  mkdir -p "$state_dir" || fail "cannot write to $state_dir"
  for left in "$state_dir"/probe.*; do
    kill -0 "${left##*.}" 2>/dev/null || rm -rf "$left"
  done
  work="$state_dir/probe.$$"
  mkdir -p "$work" || fail "cannot write to $state_dir"
}

title() { case "$1" in obi) say OBI ;; *) say 'eBPF profiler' ;; esac; }

# unusable NODE KIND REASON [CHECK]: a node that could not be asked, for a reason of that kind.
unusable() {
  {
    say "FAIL ${4:-reach}: $3"
    for consumer in obi profiler; do
      worse=$(known_bad "$(cat "$work/$1.kernel" 2>/dev/null)" "$consumer")
      if [ -n "$worse" ]; then say "RESULT $consumer FAIL kernel-known-bad: $worse"; else say "RESULT $consumer FAIL $2: $3"; fi
    done
  } >>"$work/$1.report"
}

# known_image IMAGES...: the first that is trusted, whatever its tag; else the one that is pulled.
known_image() {
  for found in "$@"; do
    for repository in $trusted; do
      case "$found" in "$repository":*) say "$found" && return ;; esac
    done
  done
  say "$image"
}

# known_bad KERNEL CONSUMER: what is known against a kernel, also where no pod can ask it.
known_bad() {
  while IFS='|' read -r pattern who why; do
    # shellcheck disable=SC2254 # a pattern is meant
    case "$1" in $pattern) case "$who" in *"$2"*) say "$why" && return ;; esac ;; esac
  done <<KERNELS
${known_bad_kernels:-}
KERNELS
}

# unfit OS COMPUTE TYPE: why a node has no kernel to ask; nothing if it has one.
unfit() {
  case "$1" in '' | linux) ;; *) say "it runs $1" && return ;; esac
  case "$2" in fargate) say 'pods of Fargate share no node' && return ;; esac
  case "$3" in virtual-kubelet) say 'it is a virtual node' ;; esac
}

pod() {
  cat <<POD
---
apiVersion: v1
kind: Pod
metadata: {name: probe-$1, namespace: $namespace, labels: {app.kubernetes.io/name: kalypso-ebpf-probe}}
spec:
  nodeName: "$2"
  hostPID: true
  hostNetwork: true # net.core.bpf_jit_enable is seen only from the node's own network
  restartPolicy: Never
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  tolerations: [{operator: Exists}]
  imagePullSecrets: [$pull_refs]
  containers:
    - name: probe
      image: "$3"
      imagePullPolicy: IfNotPresent
      command: [sh, /probe/probe.sh]
      env: [{name: PROC_ROOT, value: /host/proc}, {name: SYS_ROOT, value: /host/sys}]
      securityContext: {privileged: true, runAsUser: 0}
      resources: {requests: {cpu: 5m, memory: 8Mi}, limits: {memory: 32Mi}}
      volumeMounts:
        - {name: probe, mountPath: /probe}
        - {name: proc, mountPath: /host/proc, readOnly: true}
        - {name: sys, mountPath: /host/sys, readOnly: true}
  volumes:
    - {name: probe, configMap: {name: probe}}
    - {name: proc, hostPath: {path: /proc}}
    - {name: sys, hostPath: {path: /sys}}
POD
}

# mark_namespace writes the namespace, with who claims it and when.
mark_namespace() {
  host=$(uname -n | tr -c 'A-Za-z0-9\n' '-')
  printf '{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {pod-security.kubernetes.io/enforce: privileged}, annotations: {kalypso.io/run: "%s.%s.%s"}}}\n' \
    "$namespace" "$host" "$$" "$(date +%s)" >"$work/namespace.yaml"
}

# claim makes the namespace. One that is there is what a killed run has left, or another run is at work: that one is waited for.
claim() {
  begun=$(date +%s) told=0
  until mark_namespace && reason=$(kube create -f "$work/namespace.yaml" 2>&1 >/dev/null); do
    printf '%s' "$reason" | grep -qiE 'already exists|being terminated' || { say "$reason" >&2 && return 1; }
    spent=$(($(date +%s) - begun))
    [ "$spent" -lt "$claim_timeout" ] || { say "namespace $namespace of another run does not go: kubectl delete namespace $namespace" >&2 && return 1; }
    if abandoned "$(kube get namespace "$namespace" -o 'jsonpath={.metadata.annotations.kalypso\.io/run}' 2>/dev/null)"; then
      kube delete namespace "$namespace" --wait=false >/dev/null 2>&1
    elif [ $((spent / 10)) -ge "$told" ]; then
      told=$((spent / 10 + 1))
      say "  waiting for another run's look at the nodes: $spent s" >&2
    fi
    sleep 1
  done
  : >"$work/claimed"
}

# abandoned RUN: the run with that mark, "host.pid.epoch", has ended: on this machine its process has, on another its time. Without a
# mark nothing is known, and it is asked again.
abandoned() {
  began=${1##*.} rest=${1%.*}
  case "$began" in '' | *[!0-9]*) return 1 ;; esac
  if [ "${rest%.*}" = "$host" ]; then
    ! kill -0 "${rest##*.}" 2>/dev/null
  else
    [ $(($(date +%s) - began)) -gt $((claim_timeout + probe_timeout + 60)) ] # it has waited, and worked
  fi
}

# login puts the registry's login into the namespace, if there is one. It comes on standard input of nobody's command line.
login() {
  [ -n "${KALYPSO_REGISTRY_LOGIN:-}" ] || return 0
  (umask 077 && printf '%s' "$KALYPSO_REGISTRY_LOGIN" >"$work/login.json") &&
    kube create secret generic "$KALYPSO_REGISTRY_SECRET" --namespace "$namespace" --type kubernetes.io/dockerconfigjson \
      --from-file ".dockerconfigjson=$work/login.json" >/dev/null
}

# admitted makes the namespace, labelled like those of OBI and the profiler, and the pods. Its error tells a refusal by
# the cluster's rules from a cluster that does not answer.
admitted() {
  claim && login &&
    kube create configmap probe --namespace "$namespace" --from-literal=probe.sh="$KALYPSO_PROBE" >/dev/null &&
    kube create -f "$work/pods.yaml" >/dev/null
}

# states prints "pod phase reason" of each pod.
states() {
  kube get pods --namespace "$namespace" -o 'jsonpath={range .items[*]}{.metadata.name} {.status.phase} {.status.containerStatuses[0].state.waiting.reason}{.status.reason}{"\n"}{end}' 2>/dev/null
}

# finished: each has ended, or has no image and will not.
finished() {
  states >"$work/states"
  [ -s "$work/states" ] && ! awk '{print $2, $3}' "$work/states" | grep -qvE '^(Succeeded|Failed)|ImagePull|InvalidImage'
}

# prepare writes a pod for each node that has a kernel to ask, and the verdict of those that have none.
prepare() {
  pull_refs=''
  for secret in $pull_secrets; do pull_refs="$pull_refs{name: $secret}, "; done
  index=0
  : >"$work/pods.yaml"
  : >"$work/asked"
  while IFS='|' read -r node os compute type kernel images; do
    say "$node" >>"$work/nodes"
    say "$kernel" >"$work/$node.kernel"
    reason=$(unfit "$os" "$compute" "$type")
    if [ -n "$reason" ]; then
      unusable "$node" no-kernel "$reason" kernel
      continue
    fi
    # shellcheck disable=SC2086 # one word per image
    pod "$index" "$node" "$(known_image $images)" >>"$work/pods.yaml"
    say "$index $node" >>"$work/asked"
    index=$((index + 1))
  done <"$work/listed"
}

ask_by_pods() {
  prepare
  [ -s "$work/asked" ] || return 0
  if ! reason=$(admitted 2>&1); then
    reason=$(printf '%s\n' "$reason" | tail -n 1 | hidden)
    kind=unreachable
    if printf '%s' "$reason" | grep -qiE 'forbidden|denied|not allowed|violates|disallowed'; then kind=no-privileges; fi
    while read -r index node; do unusable "$node" "$kind" "$reason" 'privileged pods'; done <"$work/asked"
    return 0
  fi
  begun=$(date +%s) told=0
  until finished; do
    spent=$(($(date +%s) - begun))
    [ "$spent" -lt "$probe_timeout" ] || break
    if [ $((spent / 10)) -gt "$told" ]; then
      told=$((spent / 10))
      say "  waiting for the probe of every node: $spent s of at most $probe_timeout s"
    fi
    sleep 1
  done
  kube logs --namespace "$namespace" --selector app.kubernetes.io/name=kalypso-ebpf-probe --prefix --tail=-1 \
    --max-log-requests="$(($(wc -l <"$work/asked")))" --ignore-errors >"$work/logs" 2>/dev/null
  while read -r index node; do heard "$index" "$node"; done <"$work/asked"
}

# heard INDEX NODE: what the node's pod has told, or why it has not.
heard() {
  state=$(sed -n "s/^probe-$1 //p" "$work/states")
  case "$state" in
    Succeeded*)
      say 'PASS privileged pods: admitted and run' >"$work/$2.report"
      sed -n "s|^\[pod/probe-$1/probe\] ||p" "$work/logs" >>"$work/$2.report" ;;
    *ImagePull* | *InvalidImage*)
      unusable "$2" no-image "$image cannot be pulled there (${state#* }): name one that can with kalypso:ebpfProbeImage" ;;
    *) unusable "$2" unreachable "the probe's pod did not run there within $probe_timeout s (${state:-no answer}); see that the node is Ready" ;;
  esac
}

# ask_by_ssh: a VM of Colima answers also while its cluster does not.
ask_by_ssh() {
  say "$vm" >"$work/nodes"
  if printf '%s\n' "$KALYPSO_PROBE" | colima ssh --profile "${vm#colima-}" -- sudo sh -s >"$work/$vm.report" 2>/dev/null; then
    say 'WARN privileged pods: not asked, the cluster does not answer; the VM was asked over ssh' >>"$work/$vm.report"
  else
    unusable "$vm" unreachable "neither the cluster of context $vm nor the VM over ssh answers; make cluster-colima starts it"
  fi
}

# judge prints what was found, node by node, and remembers in $work/failed who cannot work where.
judge() {
  : >"$work/failed"
  while read -r node; do
    say "node $node"
    # A probe that was cut short has said nothing.
    grep -q '^RESULT profiler ' "$work/$node.report" || unusable "$node" unreachable 'the probe ended early'
    grep -v '^RESULT' "$work/$node.report" | sed 's/^/  /'
    for consumer in obi profiler; do
      result=$(sed -n "s/^RESULT $consumer //p" "$work/$node.report" | tail -n 1)
      case "$result" in
        PASS) say "  PASS => $(title $consumer)" ;;
        *)
          say "  FAIL => $(title $consumer): ${result#FAIL }"
          case " $consumers " in *" $consumer "*) say "$(title $consumer) on node $node: ${result#FAIL }" >>"$work/failed" ;; esac ;;
      esac
    done
  done <"$work/nodes"
}

# mark labels the nodes that cannot carry a consumer, and takes the label off the others. Of one that could not be asked nothing is
# known: it keeps what it has.
mark() {
  for consumer in obi profiler; do
    bad='' good=''
    while read -r node; do
      case "$(sed -n "s/^RESULT $consumer //p" "$work/$node.report" | tail -n 1)" in
        PASS) good="$good $node" ;;
        'FAIL unreachable:'* | 'FAIL no-image:'*) ;;
        *) bad="$bad $node" ;;
      esac
    done <"$work/nodes"
    # shellcheck disable=SC2086 # one word per node
    { [ -z "$bad" ] || kube label node $bad "kalypso.io/ebpf-$consumer=no" --overwrite >/dev/null; } &&
      { [ -z "$good" ] || kube label node $good "kalypso.io/ebpf-$consumer-" >/dev/null; } ||
      say "WARN the nodes could not be labelled for $consumer: it may run where it cannot"
  done
}

# colima_context prints the context, if it is that of one of Colima's VMs.
colima_context() {
  name=${context:-$(kubectl config current-context 2>/dev/null </dev/null)}
  say "$name"
  [ "${name#colima}" != "$name" ]
}

ebpf_verify() {
  if [ "$mode" != check ] && ! command -v kubectl >/dev/null 2>&1; then
    say "LEFT OUT nothing, but no node was asked: kubectl is not installed on this machine: $(kubectl_hint)"
    return 0
  fi
  require kubectl "$(kubectl_hint)"
  workplace
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
  : >"$work/nodes"
  if reason=$(kube get nodes -o 'jsonpath={range .items[*]}{.metadata.name}|{.metadata.labels.kubernetes\.io/os}|{.metadata.labels.eks\.amazonaws\.com/compute-type}|{.metadata.labels.type}|{.status.nodeInfo.kernelVersion}|{.status.images[*].names[*]}{"\n"}{end}' 2>&1 >"$work/listed") && [ -s "$work/listed" ]; then
    ask_by_pods
  elif vm=$(colima_context) && command -v colima >/dev/null 2>&1; then
    ask_by_ssh
  else
    say "the cluster" >"$work/nodes"
    unusable "the cluster" unreachable "${reason:-it has no nodes}"
  fi
  judge
  if [ "$mode" != check ]; then
    [ ! -s "$work/listed" ] || mark
    sed 's/^/LEFT OUT /' "$work/failed"
  elif [ -s "$work/failed" ]; then
    fail "eBPF does not work on every node:
$(sed 's/^/  /' "$work/failed")"
  fi
}

# ebpf_forget takes the labels off again. A cluster that is gone has none.
ebpf_forget() {
  kube label nodes --all kalypso.io/ebpf-obi- kalypso.io/ebpf-profiler- >/dev/null 2>&1 || say "the nodes' labels kalypso.io/ebpf-* could not be removed: the cluster does not answer"
}
