#!/bin/sh
# run.sh TASK [VARIABLE=VALUE...]: what the Pulumi program runs, for a person or make. colima_up, colima_delete,
# kind_up, kind_delete, ebpf_verify. Settings that are not given are the program's defaults.
scripts=$(cd "$(dirname "$0")" && pwd) || exit 1
task=$1
shift
[ $# -eq 0 ] || export "$@"
: "${KALYPSO_NAME:=kalypso}" "${KALYPSO_CPU:=4}" "${KALYPSO_MEMORY:=8}" "${KALYPSO_DISK:=60}" "${KALYPSO_VM_TYPE:=auto}"
: "${KALYPSO_KUBERNETES_VERSION:=}" "${KALYPSO_NODE_PORT:=0}" "${KALYPSO_CONTEXT:=}"
KALYPSO_PROBE=$(cat "$scripts/kernels.sh" "$scripts/probe.sh")
: "${KALYPSO_PROBE_IMAGE:=$(sed -n 's/^const probeImage = "\(.*\)"$/\1/p' "$scripts/../ebpf.go")}"
. "$scripts/common.sh"
. "$scripts/kernels.sh"
. "$scripts/${task%%_*}.sh"
"$task"
