#!/bin/sh
# The backends' users in MinIO: `make` makes those that are wanted, `retire` removes those that are not any more.
# A name is as secret as its key: both are read from files, and no line of the log has them.
#
# /identities   one file per backend with its user: the name in the first line, the key in the second; <backend>.json is what it may do
# /root-user    the administrator's name and password, as the server has them
# STORE         host:port
# POLICIES      the policies' names, as backend=policy
# BACKENDS      whose users may be retired
set -eu

readonly task=$1
export HOME=/tmp
MC_HOST_store="http://$(cat /root-user/rootUser):$(cat /root-user/rootPassword)@$STORE"
export MC_HOST_store

client() { mc --quiet --no-color --config-dir /tmp/mc "$@"; }

reach() {
  tries=0
  until client ready store >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      echo "$STORE does not answer" >&2
      return 1
    fi
    sleep 2
  done
}

# attached reports whether a user has a policy: attaching one twice is an error to mc.
attached() {
  case $(client admin user info store "$1" --json) in
    *"\"policyName\":\"$2\""*) return 0 ;;
    *) return 1 ;;
  esac
}

make() {
  for pair in $POLICIES; do
    backend=${pair%%=*} policy=${pair#*=}
    client admin policy create store "$policy" "/identities/$backend.json" >/dev/null
    read -r user <"/identities/$backend"
    client admin user add store <"/identities/$backend" >/dev/null
    attached "$user" "$policy" || client admin policy attach store "$policy" --user "$user" >/dev/null
    echo "$backend: its user is there and has policy $policy"
  done
}

# wanted reports whether a user is that of a backend now.
wanted() {
  for file in /identities/*; do
    read -r user <"$file" || continue
    [ "$user" = "$1" ] && return 0
  done
  return 1
}

# ours reports whether a user was made here: a name of this version, or, with a number, of an earlier one, and no policy but ours.
ours() {
  for backend in $BACKENDS; do
    case $1 in
      "$backend"-[0-9] | "$backend"-[0-9][0-9]) ;;
      "$backend"-*[!A-Za-z0-9]*) continue ;;
      "$backend"-????????????????) ;;
      *) continue ;;
    esac
    case $2 in
      "" | "$backend" | "$backend-by-provider") return 0 ;;
    esac
  done
  return 1
}

# field is the value of a key in a line of mc's JSON, "" if it has none.
field() {
  case $1 in
    *"\"$2\":\""*)
      value=${1#*"\"$2\":\""}
      echo "${value%%'"'*}"
      ;;
  esac
}

retire() {
  users=$(client admin user list store --json)
  echo "$users" | while read -r line; do
    name=$(field "$line" accessKey)
    if [ -n "$name" ] && ours "$name" "$(field "$line" policyName)" && ! wanted "$name"; then
      client admin user remove store "$name" >/dev/null
      echo "${name%-*}: a user that nobody uses any more is removed"
    fi
  done
}

reach
"$task"
