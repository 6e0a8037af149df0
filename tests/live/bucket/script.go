package bucket

// script makes the attempts and prints one line for each: "attempt", what, where, allowed or denied or failed, and what the
// client said. It needs no program but the shell and mc: the image has few others. With the API named, mc does not try out
// signatures on a bucket that is private. Denied is what mc makes of S3's AccessDenied, which for objects is a sentence of
// its own. What should not have been written is removed. The secret key is never printed, whatever mc says.
const script = `set -f
attempt() {
  action=$1 bucket=$2
  shift 2
  if answer=$("$@" 2>&1); then
    outcome=allowed
  else
    case $answer in
      *'"Code":"AccessDenied"'* | *"Insufficient permissions to access this path"*) outcome=denied ;;
      *) outcome=failed ;;
    esac
  fi
  case $answer in *"$AWS_SECRET_ACCESS_KEY"*) answer=withheld ;; esac
  set -- $answer
  printf '%s\n' "attempt $action $bucket $outcome $*"
}
mc alias set --api S3v4 --path on store "$STORE" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >/dev/null 2>&1
attempt usage "$OWN" mc --json du "store/$OWN"
for other in $OTHERS; do
  attempt list "$other" mc --json ls "store/$other"
  attempt get "$other" mc --json cat "store/$other/kalypso-probe"
  echo probe | attempt put "$other" mc --json pipe "store/$other/kalypso-probe"
  mc rm "store/$other/kalypso-probe" >/dev/null 2>&1
done
attempt users server mc --json admin user list store
`
