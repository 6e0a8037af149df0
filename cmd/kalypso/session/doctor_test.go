package session

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// write writes a file below the project.
func write(t *testing.T, s Session, text string, path ...string) {
	t.Helper()
	file := filepath.Join(append([]string{s.Project}, path...)...)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
}

const kubeconfigOf = "apiVersion: v1\nkind: Config\ncurrent-context: office\ncontexts: [{name: office, context: {}}]\n"

func TestTheClusterThatUpWouldDeployToIsExamined(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(t *testing.T, s Session)
		want    map[string]any // kalypso:cluster
		refused string
	}{
		"the stack's": {func(t *testing.T, s Session) {
			write(t, s, "config: {kalypso:cluster: {driver: existing, context: mine}}", "Pulumi.dev.yaml")
			write(t, s, kubeconfigOf, "kubeconfig")
		}, map[string]any{"driver": "existing", "context": "mine"}, ""},
		"the embedded one": {func(t *testing.T, s Session) {
			write(t, s, "config: {kalypso:cluster: {driver: existing, kubeconfig: /here}}",
				".kalypso", "embedded", "workspace", "Pulumi.embedded.yaml")
		}, map[string]any{"driver": "existing", "kubeconfig": "/here"}, ""},
		"the current context's": {func(t *testing.T, s Session) {
			write(t, s, "config: {kalypso:profile: dev}", "Pulumi.dev.yaml")
			write(t, s, kubeconfigOf, "kubeconfig")
		}, map[string]any{"driver": "existing", "context": "office"}, ""},
		"none": {func(*testing.T, Session) {}, nil, "Pulumi.dev.yaml names no cluster"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Session{Project: t.TempDir(), Stack: "dev", Out: &bytes.Buffer{}}
			t.Setenv("KUBECONFIG", filepath.Join(s.Project, "kubeconfig"))
			c.prepare(t, s)
			settings, err := s.examined()
			if c.refused != "" {
				require.ErrorContains(t, err, c.refused)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, settings["kalypso:cluster"])
		})
	}
}

func TestTheProgramIsToldHowToExamine(t *testing.T) {
	assert.Equal(t, []string{"doctor"}, Examination{}.arguments())
	assert.Equal(t, []string{"doctor", "--json", "--pull", "one:1"}, Examination{JSON: true, Pull: "one:1"}.arguments())
}
