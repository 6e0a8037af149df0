package minio

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// client stands in for mc: it keeps users in a directory and writes what it was asked into a file. Like mc it fails where a policy is
// attached already, and says names.
const client = `#!/bin/sh
while [ "${1#--}" != "$1" ]; do case $1 in --config-dir) shift ;; esac; shift; done
echo "$*" >>"$STATE/asked"
case "$*" in
  "ready store") exit 0 ;;
  "admin policy create"*) cp "$6" "$STATE/policy-$5" && echo "Created policy $5" ;;
  "admin user add store") read -r user; read -r key; echo "$key" >"$STATE/user-$user"; echo "Added user $user" ;;
  "admin user info store"*) printf '{"accessKey":"%s","policyName":"%s"}\n' "$5" "$(cat "$STATE/attached-$5" 2>/dev/null)" ;;
  "admin policy attach"*) [ ! -e "$STATE/attached-$7" ] || exit 1; echo "$5" >"$STATE/attached-$7" ;;
  "admin user list store --json") for file in "$STATE"/user-*; do
    name=${file##*/user-} policy=$(cat "$STATE/attached-${file##*/user-}" 2>/dev/null) || true
    printf '{"status":"success","accessKey":"%s",%s"userStatus":"enabled"}\n' "$name" "${policy:+\"policyName\":\"$policy\",}"
  done ;;
  "admin user remove"*) rm "$STATE/user-$5" && echo "Removed user $5" ;;
  *) echo "not known: $*" >&2; exit 1 ;;
esac
`

// server is a MinIO for the script: its users are files.
type server struct {
	dir   string
	users map[string]string // backend: name and key
}

func newServer(t *testing.T, present ...string) server {
	s := server{t.TempDir(), map[string]string{}}
	require.NoError(t, os.WriteFile(filepath.Join(s.dir, "mc"), []byte(client), 0o755))
	for _, name := range present {
		require.NoError(t, os.WriteFile(filepath.Join(s.dir, "user-"+name), []byte("old"), 0o600))
	}
	return s
}

// run runs a task, with the places in the pod moved into the server's directory, and returns what it said.
func (s server) run(t *testing.T, task string) string {
	t.Helper()
	identities, root := t.TempDir(), t.TempDir()
	var policies []string
	for backend, user := range s.users {
		require.NoError(t, os.WriteFile(filepath.Join(identities, backend), []byte(user), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(identities, backend+".json"), []byte(`{"of": "`+backend+`"}`), 0o600))
		policies = append(policies, backend+"="+backend)
	}
	require.NoError(t, os.WriteFile(filepath.Join(root, "rootUser"), []byte("admin"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "rootPassword"), []byte("adminspassword"), 0o600))
	text := strings.NewReplacer("/identities", identities, "/root-user", root).Replace(script)
	cmd := exec.Command("sh", "-c", text, "identities", task)
	cmd.Env = []string{"PATH=" + s.dir + ":" + os.Getenv("PATH"), "STATE=" + s.dir, "STORE=minio:9000",
		"POLICIES=" + strings.Join(policies, " "), "BACKENDS=mimir tempo loki pyroscope"}
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	return string(said)
}

func (s server) present(t *testing.T) []string {
	files, err := filepath.Glob(filepath.Join(s.dir, "user-*"))
	require.NoError(t, err)
	for i, file := range files {
		files[i] = strings.TrimPrefix(filepath.Base(file), "user-")
	}
	return files
}

func TestUsersAreMadeAndMadeAgain(t *testing.T) {
	s := newServer(t)
	s.users = map[string]string{"loki": "loki-ABCDEFGHIJKLMNOP\nkey\n"}
	for range 2 {
		said := s.run(t, "make")
		assert.NotContains(t, said, "ABCDEFGHIJKLMNOP", "logs are read by many")
	}
	assert.Equal(t, []string{"loki-ABCDEFGHIJKLMNOP"}, s.present(t))
	key, err := os.ReadFile(filepath.Join(s.dir, "user-loki-ABCDEFGHIJKLMNOP"))
	require.NoError(t, err)
	assert.Equal(t, "key\n", string(key))
	policy, err := os.ReadFile(filepath.Join(s.dir, "attached-loki-ABCDEFGHIJKLMNOP"))
	require.NoError(t, err)
	assert.Equal(t, "loki\n", string(policy))
}

// What goes: other generations, later ones too, names of earlier versions, backends that are switched off. What stays: people's own.
func TestUsersThatNobodyWantsAreRetired(t *testing.T) {
	s := newServer(t, "loki-ABCDEFGHIJKLMNOP", "loki-QRSTUVWXYZABCDEF", "loki-1", "tempo-12", "tempo-QRSTUVWXYZABCDEF",
		"loki-reader", "loki-backups-readonly", "loki-administrator123", "backup-ABCDEFGHIJKLMNOP", "mimir-QRSTUVWXYZABCDEFG", "locked")
	for user, policy := range map[string]string{"loki-1": "loki", "tempo-QRSTUVWXYZABCDEF": "tempo-by-provider", "loki-administrator123": "readonly"} {
		require.NoError(t, os.WriteFile(filepath.Join(s.dir, "attached-"+user), []byte(policy), 0o600))
	}
	s.users = map[string]string{"loki": "loki-ABCDEFGHIJKLMNOP\nkey\n"}
	said := s.run(t, "retire")
	assert.Equal(t, []string{"backup-ABCDEFGHIJKLMNOP", "locked", "loki-ABCDEFGHIJKLMNOP", "loki-administrator123",
		"loki-backups-readonly", "loki-reader", "mimir-QRSTUVWXYZABCDEFG"}, s.present(t))
	assert.Contains(t, said, "tempo: a user that nobody uses any more is removed")
	assert.NotContains(t, said, "QRSTUVWXYZABCDEF")
}
