#!/bin/sh
# Builds the kalypso command from its sources and runs it. What a machine lacks is said first, all of it at once and within
# seconds: without this, a compile of minutes would come before it, or a message of the go command.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
private="$project/.kalypso"
# The program hands a kubeconfig over as it is configured, the same on every machine.
case "${KUBECONFIG:-}" in "~/"*) export KUBECONFIG="$HOME/${KUBECONFIG#??}" ;; esac
problems=""
problem() { problems="$problems
  - $1"; }

# version prints major and minor of a Go version as one number: go1.26.8 is 126.
version() { echo "$1" | sed -n 's/^go\([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | { read -r major minor && echo $((major * 100 + minor)); }; }

# existing prints the nearest directory above a path that is there.
existing() { dir=$1; while [ ! -d "$dir" ]; do dir=$(dirname "$dir"); done; echo "$dir"; }

check_go() {
	if ! command -v go >/dev/null 2>&1; then
		problem "Go is missing: install Go 1.26 or newer from https://go.dev/dl/"
		return 1
	fi
	# Asked outside of the project: in it, an old go would fetch a newer one to answer.
	{ read -r found; read -r switch; read -r modules; read -r objects; } <<EOF
$(cd / && GOWORK=off go env GOVERSION GOTOOLCHAIN GOMODCACHE GOCACHE)
EOF
	number=$(version "$found" || echo 0)
	if [ "$number" -lt 126 ] && { [ "$switch" = local ] || [ "$number" -lt 121 ]; }; then
		problem "Go is too old: $found, and this needs 1.26: install it from https://go.dev/dl/, or let go fetch it: go env -w GOTOOLCHAIN=auto"
		return 1
	fi
}

# check_directory DIR GIGABYTES
check_directory() {
	parent=$(existing "$1")
	if [ ! -w "$parent" ]; then
		problem "no permission to write to $1: chown -R $(id -un) $parent"
		return
	fi
	free=$(df -Pk "$parent" | awk 'NR==2 {print int($4 / 1048576)}')
	if [ "$free" -lt "$2" ]; then
		problem "no space for $1: $free GB are free, at most $2 GB are needed: free some, or set $3 to a directory on a larger disk"
	fi
}

# check_proxy fetches the first module that is needed.
check_proxy() {
	log=$(mktemp)
	(cd "$here" && GOWORK=off GOFLAGS=-mod=readonly go mod download github.com/spf13/cobra) 2>"$log" &
	pid=$!
	waited=0
	while kill -0 $pid 2>/dev/null && [ $waited -lt 16 ]; do sleep 0.5; waited=$((waited + 1)); done
	if kill -0 $pid 2>/dev/null; then
		kill $pid 2>/dev/null || true
		problem "the module proxy does not answer: nothing came from $(go env GOPROXY) in 8 seconds: set GOPROXY to one that does, or HTTPS_PROXY to the way out"
	elif ! wait $pid; then
		problem "the module proxy answers with an error: $(tail -n 1 "$log" | cut -c1-300): set GOPROXY to one that works"
	fi
	rm -f "$log"
}

# alive tells whether a process is one of ours, where numbers can be told from others of the same value.
alive() { kill -0 "$1" 2>/dev/null && { ! command -v ps >/dev/null 2>&1 || ps -o args= -p "$1" | grep -qF -e kalypso/run.sh -e .kalypso/bin/cli; }; }

# check_alone takes the project for this process, which keeps its number when the command replaces it.
check_alone() {
	mkdir -p "$private" 2>/dev/null || return 0
	if ! ln -s $$ "$private/running" 2>/dev/null; then
		other=$(readlink "$private/running" || true)
		if [ -n "$other" ] && alive "$other"; then
			problem "another run works in this checkout (process $other): wait for it, or end it: kill $other"
			return
		fi
		ln -sfn $$ "$private/running"
	fi
}

needed=1
[ -d "${XDG_CACHE_HOME:-$HOME/.cache}/kalypso/tools" ] || needed=7
check_directory "$private" 0 TMPDIR
check_directory "${XDG_CACHE_HOME:-$HOME/.cache}/kalypso" $needed XDG_CACHE_HOME
if check_go; then
	check_directory "$modules" $needed GOMODCACHE
	check_directory "$objects" $needed GOCACHE
	[ -n "$problems" ] || [ -x "$private/bin/cli" ] || check_proxy
fi
case "${1:-}" in up | down) check_alone ;; esac

if [ -n "$problems" ]; then
	echo "kalypso cannot run here:$problems" >&2
	exit 1
fi
[ -x "$private/bin/cli" ] || echo "building the kalypso command"
GOWORK=off go build -C "$here" -buildvcs=false -o "$private/bin/cli" .
exec "$private/bin/cli" "$@"
