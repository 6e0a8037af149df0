# A cluster of kind: one node, which is a container. Legacy: its nodes share the host's kernel in a nested PID namespace,
# so eBPF programs see other process ids than /proc does there, and OBI and the profiler stay off.
cluster=$KALYPSO_NAME
context=kind-$cluster
engine=${KIND_EXPERIMENTAL_PROVIDER:-docker}
create_timeout=${KALYPSO_START_TIMEOUT:-900} # the first one pulls an image of 400 MB

# kind_config publishes MinIO's NodePort on this machine's loopback, where the provider that makes its users dials.
kind_config() {
  printf 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n  - role: control-plane\n'
  [ "$KALYPSO_NODE_PORT" -ne 0 ] || return 0
  printf '    extraPortMappings:\n      - {containerPort: %s, hostPort: %s, listenAddress: 127.0.0.1, protocol: TCP}\n' \
    "$KALYPSO_NODE_PORT" "$KALYPSO_NODE_PORT"
}

exists() {
  all=$(kind get clusters </dev/null 2>&1) || fail "kind get clusters: $(printf '%s\n' "$all" | tail -n 1)"
  printf '%s\n' "$all" | grep -qxF "$cluster"
}

kind_create() {
  making_begin
  config="$state_dir/$context.yaml"
  kind_config >"$config"
  set -- create cluster --name "$cluster" --config "$config"
  [ -z "$KALYPSO_KUBERNETES_VERSION" ] || set -- "$@" --image "kindest/node:$KALYPSO_KUBERNETES_VERSION"
  current=$(kubectl config current-context 2>/dev/null </dev/null || true)
  say "kind $*"
  bounded "$create_timeout" "kind create cluster" kind "$@"
  code=$?
  rm -f "$config"
  [ "$code" -eq 0 ] || fail "kind create cluster failed (see above)"
  # kind makes its context the current one; a user who works with another one keeps it.
  if [ -n "$current" ]; then kubectl config use-context "$current" >/dev/null 2>&1 </dev/null || true; fi
}

# kind_wake starts the containers of a cluster that was stopped, or survived a restart of the machine.
kind_wake() {
  in_kubeconfig || kind export kubeconfig --name "$cluster" >/dev/null 2>&1 </dev/null || true
  answers && return 0
  nodes=$(kind get nodes --name "$cluster" 2>/dev/null </dev/null)
  # shellcheck disable=SC2086 # one word per node
  [ -z "$nodes" ] || "$engine" start $nodes >/dev/null 2>&1 </dev/null || true
}

# same_version: what an existing cluster runs was decided when it was made, too.
same_version() {
  [ -n "$KALYPSO_KUBERNETES_VERSION" ] || return 0
  running=$(running_version)
  [ -z "$running" ] || [ "$running" = "$KALYPSO_KUBERNETES_VERSION" ]
}

# port_published: what a cluster publishes was decided when it was made; kind cannot change it.
port_published() {
  [ "$KALYPSO_NODE_PORT" -eq 0 ] ||
    "$engine" port "$cluster-control-plane" "$KALYPSO_NODE_PORT/tcp" 2>/dev/null </dev/null | grep -q ":$KALYPSO_NODE_PORT\$"
}

kind_up() {
  require kind "$(install_hint kind 'see https://kind.sigs.k8s.io/docs/user/quick-start/')" kubectl "$(kubectl_hint)" \
    "$engine" 'kind runs its nodes as containers of it: see https://docs.docker.com/engine/install/'
  "$engine" info >/dev/null 2>&1 </dev/null || fail "$engine does not answer: start it"
  making_wait kind
  owner=$(earlier owner) existed=''
  if exists && making; then
    kind_wake
    if ! { in_kubeconfig && answers; }; then
      say "kind: an earlier run was interrupted; what it left cannot be completed, and is made anew"
      bounded 300 "kind delete cluster" kind delete cluster --name "$cluster" || fail "kind delete cluster failed (see above)"
    fi
    owner=created
  fi
  if exists; then
    say "kind: cluster $cluster exists already"
    owner=${owner:-adopted}
    existed=yes
    kind_wake
  else
    kind_create
    owner=created
  fi
  wait_ready "Look at it: $engine logs $cluster-control-plane. Make it anew: make cluster-kind-delete, then make cluster-kind"
  [ -z "$existed" ] || same_version || fail "kalypso:cluster.kubernetesVersion: cluster $cluster of kind runs $running, the configuration says $KALYPSO_KUBERNETES_VERSION, and kind cannot change that later. Make it anew (make cluster-kind-delete), or remove the key"
  port_published || fail "kalypso:minio.nodePort: cluster $cluster of kind does not publish port $KALYPSO_NODE_PORT on this machine, and kind cannot change that later. Make it anew (make cluster-kind-delete), or remove minio.endpoint and minio.nodePort from the configuration"
  making_end
  say "kind: eBPF is off here. The nodes are containers in a nested PID namespace: eBPF programs see other process ids than /proc, so neither OBI nor the eBPF profiler can tell whom they look at. Colima has a kernel of its own"
  say "owner: $owner"
}

# kind_delete deletes a cluster that we created, and no other. KALYPSO_OWNER is for a person who asks for it.
kind_delete() {
  owner=${KALYPSO_OWNER:-$(earlier owner)}
  if [ "$owner" != created ]; then
    say "kind: cluster $cluster was there before this program and stays (to delete it: make cluster-kind-delete)"
    return 0
  fi
  require kind "$(install_hint kind 'see https://kind.sigs.k8s.io/docs/user/quick-start/')"
  making_wait kind
  making_end
  if ! exists; then
    say "kind: there is no cluster $cluster any more"
    return 0
  fi
  say "kind delete cluster --name $cluster"
  bounded 300 "kind delete cluster" kind delete cluster --name "$cluster" || fail "kind delete cluster failed (see above)"
}
