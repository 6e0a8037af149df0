# Asks every node of the cluster what its kernel offers to eBPF, by a short-lived privileged pod: that works on every kind
# of cluster, and shows at once whether privileged pods are allowed. The pod uses an image that the node has, if it can.
context=$KALYPSO_CONTEXT # empty: kubectl's current one
mode=${KALYPSO_EBPF:-on}                            # on: a FAIL fails. auto: a FAIL leaves the eBPF parts out on that node.
consumers=${KALYPSO_CONSUMERS:-obi profiler}        # whose result counts
image=${KALYPSO_PROBE_IMAGE:-docker.io/library/busybox:1.37.0} # where the node has none with a shell that we know
probe_timeout=${KALYPSO_PROBE_TIMEOUT:-120}
namespace=kalypso-ebpf-$$

clean_up() {
  if [ -f "$work/namespace" ]; then kube delete namespace "$namespace" --wait=false >/dev/null 2>&1; fi
  rm -rf "$work"
}

title() { case "$1" in obi) say OBI ;; *) say 'eBPF profiler' ;; esac; }

# unusable NODE KIND REASON [CHECK]: a node that could not be asked, for a reason of that kind.
unusable() {
  {
    say "FAIL ${4:-reach}: $3"
    for consumer in obi profiler; do say "RESULT $consumer FAIL $2: $3"; done
  } >>"$work/$1.report"
}

# known_image NODE: a small image with a shell that the node has already; K3s and kind bring one for their volumes.
known_image() {
  found=$(kube get node "$1" -o 'jsonpath={range .status.images[*]}{.names[-1]}{"\n"}{end}' 2>/dev/null |
    grep -E 'busybox|local-path-helper' | grep -v '<none>' | head -n 1)
  say "${found:-$image}"
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

# admitted makes the namespace, labelled like those of OBI and the profiler, and the pods. Its error tells a refusal by
# the cluster's rules from a cluster that does not answer.
admitted() {
  kube create namespace "$namespace" >/dev/null && : >"$work/namespace" &&
    kube label namespace "$namespace" pod-security.kubernetes.io/enforce=privileged >/dev/null &&
    kube create configmap probe --namespace "$namespace" --from-literal=probe.sh="$KALYPSO_PROBE" >/dev/null &&
    kube create -f "$work/pods.yaml" >/dev/null
}

# states prints "pod phase reason" of each pod.
states() {
  kube get pods --namespace "$namespace" -o 'jsonpath={range .items[*]}{.metadata.name} {.status.phase} {.status.containerStatuses[0].state.waiting.reason}{.status.reason}{"\n"}{end}' 2>/dev/null
}

finished() { ! states | awk '{print $2}' | grep -qvE '^(Succeeded|Failed)$'; }

ask_by_pods() {
  index=0
  while read -r node; do
    pod "$index" "$node" "$(known_image "$node")" >>"$work/pods.yaml"
    index=$((index + 1))
  done <"$work/nodes"
  if ! reason=$(admitted 2>&1); then
    reason=$(printf '%s\n' "$reason" | tail -n 1 | hidden)
    kind=unreachable
    if printf '%s' "$reason" | grep -qiE 'forbidden|denied|not allowed|violates|disallowed'; then kind=no-privileges; fi
    while read -r node; do unusable "$node" "$kind" "$reason" 'privileged pods'; done <"$work/nodes"
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
  states >"$work/states"
  index=0
  while read -r node; do
    state=$(sed -n "s/^probe-$index //p" "$work/states")
    if [ "${state%% *}" = Succeeded ] && kube logs --namespace "$namespace" "probe-$index" >"$work/$node.report" 2>/dev/null; then
      say 'PASS privileged pods: admitted and run' | cat - "$work/$node.report" >"$work/report" && mv "$work/report" "$work/$node.report"
    else
      unusable "$node" unreachable "the probe's pod did not run there within $probe_timeout s (${state:-no answer}); see that the node is Ready and can pull $image, or set KALYPSO_PROBE_IMAGE"
    fi
    index=$((index + 1))
  done <"$work/nodes"
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

# mark labels every node with the results; in auto mode OBI and the profiler select nodes by them.
mark() {
  while read -r node; do
    set --
    for consumer in obi profiler; do
      works=no
      ! grep -q "^RESULT $consumer PASS" "$work/$node.report" || works=yes
      set -- "$@" "kalypso.io/ebpf-$consumer=$works"
    done
    kube label node "$node" "$@" --overwrite >/dev/null || fail "labelling node $node"
  done <"$work/nodes"
}

# colima_context prints the context, if it is that of one of Colima's VMs.
colima_context() {
  name=${context:-$(kubectl config current-context 2>/dev/null </dev/null)}
  say "$name"
  [ "${name#colima}" != "$name" ]
}

ebpf_verify() {
  require kubectl "$(kubectl_hint)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/kalypso.XXXXXX") || fail "cannot write to ${TMPDIR:-/tmp}"
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
  if reason=$(kube get nodes -o 'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}' 2>&1 >"$work/nodes") && [ -s "$work/nodes" ]; then
    ask_by_pods
  elif vm=$(colima_context) && command -v colima >/dev/null 2>&1; then
    ask_by_ssh
  else
    say "the cluster" >"$work/nodes"
    unusable "the cluster" unreachable "${reason:-it has no nodes}"
  fi
  judge
  if [ "$mode" = auto ]; then
    mark
    sed 's/^/LEFT OUT /' "$work/failed"
  elif [ -s "$work/failed" ]; then
    fail "eBPF does not work on every node:
$(sed 's/^/  /' "$work/failed")
Mend the node, or set kalypso:ebpf to auto (only these are left out) or off"
  fi
}

# ebpf_forget takes the labels off again. A cluster that is gone has none.
ebpf_forget() {
  [ "$mode" = auto ] || return 0
  kube label nodes --all kalypso.io/ebpf-obi- kalypso.io/ebpf-profiler- >/dev/null 2>&1 || say "the nodes' labels kalypso.io/ebpf-* could not be removed: the cluster does not answer"
}
