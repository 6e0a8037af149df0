# A VM of Colima with K3s. Facts about Colima that shape this (read in its source, 0.10):
# - start on a running VM says "already running, ignoring", ignores every flag, and exits 0;
# - --vm-type, --network-address and --vz-rosetta exist only where they mean something: ask its --help;
# - delete keeps the disk with the containers' data, K3s included, unless --data is given.
profile=$KALYPSO_NAME
context=colima-$profile
case "$profile" in default | colima) context=colima ;; esac
start_timeout=${KALYPSO_START_TIMEOUT:-1200} # the first start downloads a VM image and K3s
stop_timeout=${KALYPSO_STOP_TIMEOUT:-300}

# vm reads one line of JSON per profile; field takes a text or a number from this profile's.
vm() {
  all=$(colima list --json </dev/null 2>&1) || fail "colima list: $(printf '%s\n' "$all" | tail -n 1)"
  printf '%s\n' "$all" | grep "\"name\":\"$(profile_listed)\"" || true
}

profile_listed() { case "$profile" in colima) say default ;; *) say "$profile" ;; esac; }

field() { printf '%s\n' "$instance" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

gib() { bytes=$(field "$1"); say $((${bytes:-0} / 1073741824)); }

size() { say "cpu $(field cpus), memory $(gib memory) GiB, disk $(gib disk) GiB"; }

# asked is what the configuration asks for: its size, and the version, which Colima changes at a start.
wanted="cpu $KALYPSO_CPU, memory $KALYPSO_MEMORY GiB, disk $KALYPSO_DISK GiB"
version=${KALYPSO_KUBERNETES_VERSION:-of Colima}

has_flag() { printf '%s\n' "$help" | grep -q -e "--$1[ =]"; }

# vm_type: Apple's own hypervisor where there is one (macOS 13), else QEMU.
vm_type() {
  system=$(uname -s)
  case "$KALYPSO_VM_TYPE" in
    auto)
      if [ "$system" = Darwin ] && [ "$(sw_vers -productVersion | cut -d. -f1)" -ge 13 ]; then say vz; else say qemu; fi ;;
    vz)
      [ "$system" = Darwin ] || fail "kalypso:cluster.vmType: vz is Apple's hypervisor, and this is $system: use qemu, or leave it out"
      say vz ;;
    *) say "$KALYPSO_VM_TYPE" ;;
  esac
}

apple_silicon() { [ "$(uname -s)" = Darwin ] && [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ]; }

# vm_start: flags that this Colima does not have are those that mean nothing on this machine.
vm_start() {
  type=$(vm_type) || exit 1
  help=$(colima start --help </dev/null 2>&1)
  set -- start "$profile" --kubernetes --runtime containerd --cpu "$KALYPSO_CPU" --memory "$KALYPSO_MEMORY" --disk "$KALYPSO_DISK"
  [ -z "$KALYPSO_KUBERNETES_VERSION" ] || set -- "$@" --kubernetes-version "$KALYPSO_KUBERNETES_VERSION"
  if has_flag vm-type; then set -- "$@" --vm-type "$type"; fi
  if [ "$type" = vz ]; then
    set -- "$@" --mount-type virtiofs
    if apple_silicon && has_flag vz-rosetta; then set -- "$@" --vz-rosetta; fi
  fi
  if has_flag network-address; then set -- "$@" --network-address; fi
  # A user who works with another context keeps it.
  current=$(kubectl config current-context 2>/dev/null </dev/null || true)
  if [ -n "$current" ] && [ "$current" != "$context" ] && has_flag activate; then set -- "$@" --activate=false; fi
  say "colima $*"
  bounded "$start_timeout" "colima start" colima "$@" || fail "colima start failed (see above). Try it by hand: colima $*"
}

vm_stop() {
  say "colima stop $profile"
  bounded "$stop_timeout" "colima stop" colima stop "$profile" || fail "colima stop failed (see above): colima stop --force $profile, then run this again"
}

colima_up() {
  require colima "$(install_hint colima 'see https://github.com/abiosoft/colima/blob/main/docs/INSTALL.md')" kubectl "$(kubectl_hint)"
  making_wait colima
  instance=$(vm) || exit 1
  owner=$(earlier owner)
  if [ -z "$instance" ] || making; then owner=created; fi
  owner=${owner:-adopted}
  case "$(field status)" in
    Running) running ;;
    *)
      [ "$owner" = adopted ] || making_begin
      vm_start ;;
  esac
  wait_ready "Look at it: colima status $profile; colima ssh -p $profile -- sudo journalctl -u k3s. Start it anew: colima stop $profile, then make cluster-colima"
  instance=$(vm) || exit 1
  [ "$(size)" = "$wanted" ] || say "WARN the VM has $(size), the configuration says $wanted: $(left_as_is)"
  running=$(running_version)
  case "$KALYPSO_KUBERNETES_VERSION" in
    '' | "$running") ;;
    *) say "WARN the VM runs Kubernetes ${running:-of an unknown version}, kalypso:cluster.kubernetesVersion says $KALYPSO_KUBERNETES_VERSION: $(left_as_is)" ;;
  esac
  making_end
  say "asked: $wanted; Kubernetes $version"
  say "owner: $owner"
}

left_as_is() {
  if [ "$owner" = adopted ]; then
    say "it ran before this program came, and stays as it is. To change it: colima stop $profile, then make cluster-colima"
  else
    say "Colima kept its own (a disk never shrinks)"
  fi
}

# changed: the configuration asks for something else than at the last run, and the VM does not have it already.
changed() {
  asked=$(earlier asked)
  [ -n "$asked" ] && [ "$asked" != "$wanted; Kubernetes $version" ] &&
    { [ "$(size)" != "$wanted" ] || [ "${asked##*; }" != "Kubernetes $version" ]; }
}

# running: adopt it as it is, unless its size was changed in the configuration or an earlier run left it half-made.
running() {
  case "$(field runtime)" in
    *+k3s) ;;
    *) making || fail "profile $profile of Colima runs without Kubernetes ($(field runtime)): colima stop $profile, then run this again; it starts with K3s then" ;;
  esac
  if changed; then
    say "colima: $(size) becomes $wanted, Kubernetes $version, which takes a stop and a start"
    vm_stop
    vm_start
  elif making && ! { in_kubeconfig && answers; }; then
    say "colima: an earlier run was interrupted before K3s answered"
    vm_stop
    vm_start
  else
    say "colima: profile $profile runs already"
  fi
}

# colima_delete deletes a VM that we created, and no other. KALYPSO_OWNER is for a person who asks for it.
colima_delete() {
  owner=${KALYPSO_OWNER:-$(earlier owner)}
  if [ "$owner" != created ]; then
    say "colima: profile $profile was there before this program and stays (to delete it: make cluster-colima-delete)"
    return 0
  fi
  require colima "$(install_hint colima 'see https://github.com/abiosoft/colima/blob/main/docs/INSTALL.md')"
  making_wait colima
  instance=$(vm) || exit 1
  making_end
  if [ -z "$instance" ]; then
    say "colima: there is no profile $profile any more"
    return 0
  fi
  set -- delete --force "$profile"
  if colima delete --help </dev/null 2>&1 | grep -q -e '--data'; then set -- delete --force --data "$profile"; fi
  say "colima $*"
  bounded "$stop_timeout" "colima delete" colima "$@" || fail "colima delete failed (see above). Try it by hand: colima $*"
}
