#!/bin/sh
# Copies each backend's bucket from one store to the other while the platform writes, and says what both hold in the end. Again, it copies
# what is missing. What the destination has stays as it is, also where the source has another of that name: whoever uses it may have
# written it since. Credentials are read from files, and no line of the log has them.
#
# /identities   one file per backend with its user of MinIO: the name in the first line, the key in the second
# /external     one file per backend with mc's configuration, in which the other store is "external"
# STORE         MinIO's host:port
# TO            minio or external
# BUCKETS       backend=bucket of MinIO=bucket of the other
set -euf
export HOME=/tmp

client() { mc --no-color --config-dir /tmp "$@"; }

# What names or lists other objects is copied after them: what is named is there, then. In turn the metadata of blocks of Mimir, Tempo and
# Pyroscope, the lists of blocks, and Loki's index.
readonly late='*meta.json *meta.compacted.json *index.json.gz *index.pb.zst index/*'

# mirror copies what the destination has not. What mc says of its failures is kept for the end: the comparison decides.
mirror() {
  client --quiet mirror --retry --skip-errors "$@" "$from" "$into" 2>/tmp/failures | {
    copied=0
    while read -r line; do
      case $line in '`'*) copied=$((copied + 1)) ;; *) continue ;; esac
      [ $((copied % 500)) -ne 0 ] || echo "$backend: $copied objects copied, and more to come"
    done
    [ "$copied" -eq 0 ] || echo "$backend: $copied objects copied"
  }
}

# compare prints how many objects the destination has not, and of how many it has another size. It names a few on the log.
compare() {
  client diff "$from" "$into" 2>/tmp/complaints | {
    missing=0 differing=0
    while read -r sign name; do
      case $sign in
        '<') missing=$((missing + 1)) ;;
        '!') differing=$((differing + 1)) && continue ;;
        *) continue ;;
      esac
      [ "$missing" -gt 5 ] || echo "$backend: not copied: ${name#*://*/}" >&2
    done
    echo "$missing $differing"
  }
  [ ! -s /tmp/complaints ] || return 1
}

# size prints a bucket's objects and bytes.
size() {
  answer=$(client --json du "$1") || { echo unknown unknown && return; }
  echo "$(number "$answer" objects) $(number "$answer" size)"
}

# number is the number of a key in a line of mc's JSON.
number() {
  value=${1#*"\"$2\":"}
  echo "${value%%[,\}]*}"
}

# complain says why something is missing, unless that has a credential in it. That an object of another size stays as it is, is no failure.
complain() {
  while read -r line; do
    case $line in
      *"Overwrite not allowed"*) ;;
      *"$key"* | *"$user"*) echo "$backend: (withheld)" ;;
      *) echo "$backend: $line" && return ;;
    esac
  done
}

one() {
  { read -r user && read -r key; } <"/identities/$backend"
  export MC_HOST_minio="http://$user:$key@$STORE"
  cat "/external/$backend" >/tmp/config.json
  echo "$backend: $from to $into"
  set --
  for pattern in $late; do set -- "$@" --exclude "$pattern"; done
  # What is written meanwhile is missing again: after a few rounds it is what was written in the last seconds.
  for round in 1 2 3 4 5; do
    mirror "$@" || true
    mirror || true
    counts=$(compare) || counts="unknown unknown"
    [ "${counts% *}" != 0 ] || break
    complain </tmp/failures >&2 && complain </tmp/complaints >&2
    [ "$round" -eq 5 ] || sleep 2
  done
  echo "result $backend $(size "$from") $(size "$into") $counts"
}

for entry in $BUCKETS; do
  backend=${entry%%=*} buckets=${entry#*=}
  from=minio/${buckets%%=*} into=external/${buckets#*=}
  [ "$TO" = external ] || { from=external/${buckets#*=} into=minio/${buckets%%=*}; }
  one
done
