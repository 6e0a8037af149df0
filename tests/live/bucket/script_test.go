package bucket

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// client stands in for mc: it owns loki-chunks, is refused elsewhere in mc's own words, and once blurts the secret out.
const client = `#!/bin/sh
case "$*" in
  "alias set"*) echo "Added $*" ;;
  *"du store/loki-chunks") echo '{"size":4711,"objects":3}' ;;
  *"ls store/"*) printf '{\n "Code":"AccessDenied"\n}\n'; exit 1 ;;
  *"cat store/pyroscope"*) echo "connection refused, $AWS_SECRET_ACCESS_KEY" >&2; exit 1 ;;
  *"pipe store/mimir-data"*) cat ;;
  *) echo 'Insufficient permissions to access this path' >&2; exit 1 ;;
esac
`

const want = `attempt usage loki-chunks allowed {"size":4711,"objects":3}
attempt list mimir-data denied { "Code":"AccessDenied" }
attempt get mimir-data denied Insufficient permissions to access this path
attempt put mimir-data allowed probe
attempt list pyroscope denied { "Code":"AccessDenied" }
attempt get pyroscope failed withheld
attempt put pyroscope denied Insufficient permissions to access this path
attempt users server denied Insufficient permissions to access this path
`

func TestScriptPrintsALinePerAttemptAndNoSecret(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mc"), []byte(client), 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "/bin/sh", "-c", script)
	command.Env = []string{
		"PATH=" + dir + ":/usr/bin:/bin", "STORE=http://127.0.0.1:1", "OWN=loki-chunks", "OTHERS=mimir-data pyroscope",
		"AWS_ACCESS_KEY_ID=loki-1", "AWS_SECRET_ACCESS_KEY=verysecret",
	}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	if strings.Contains(string(out), "verysecret") || strings.Contains(string(out), "loki-1") {
		t.Error("a credential is in the log")
	}
}
