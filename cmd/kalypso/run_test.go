package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script runs a copy of run.sh in a project of its own, with a go command that answers as told and a cache that is full.
type script struct {
	t       *testing.T
	project string
	env     []string
}

func newScript(t *testing.T) *script {
	project := t.TempDir()
	here := filepath.Join(project, "cmd", "kalypso")
	require.NoError(t, os.MkdirAll(filepath.Join(project, "cache", "kalypso", "tools"), 0o755))
	require.NoError(t, os.MkdirAll(here, 0o755))
	text, err := os.ReadFile("run.sh")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(here, "run.sh"), text, 0o755))
	return &script{t, project, []string{"HOME=" + project, "XDG_CACHE_HOME=" + filepath.Join(project, "cache"), "PATH=/usr/bin:/bin"}}
}

// with puts a command before all others.
func (s *script) with(name, text string) *script {
	bin := filepath.Join(s.project, "bin")
	require.NoError(s.t, os.MkdirAll(bin, 0o755))
	require.NoError(s.t, os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text), 0o755))
	s.env[2] = "PATH=" + bin + ":/usr/bin:/bin"
	return s
}

// withGo puts a go of that version there, which builds a command that says what it was asked.
func (s *script) withGo(version, toolchain, download string) *script {
	modules, objects := filepath.Join(s.project, "modules"), filepath.Join(s.project, "objects")
	return s.with("go", fmt.Sprintf(`case "$1" in
env) if [ "$2" = GOPROXY ]; then echo https://proxy.example; else printf '%%s\n%%s\n%%s\n%%s\n' %q %q %q %q; fi ;;
mod) %s ;;
build) while [ "$1" != -o ]; do shift; done; mkdir -p "$(dirname "$2")"; printf '#!/bin/sh\necho ran "$@"\n' >"$2"; chmod +x "$2" ;;
esac
`, version, toolchain, modules, objects, download))
}

func (s *script) run(args ...string) (string, time.Duration, error) {
	cmd := exec.CommandContext(s.t.Context(), filepath.Join(s.project, "cmd", "kalypso", "run.sh"), args...)
	cmd.Env = s.env
	begun := time.Now()
	out, err := cmd.CombinedOutput()
	return string(out), time.Since(begun), err
}

func TestAMachineThatHasEverythingRunsTheCommand(t *testing.T) {
	out, _, err := newScript(t).withGo("go1.26.8", "local", "true").run("status", "--stack", "dev")
	require.NoError(t, err, out)
	assert.Equal(t, "building the kalypso command\nran status --stack dev\n", out)
}

func TestWhatIsMissingIsSaidAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		script func(*testing.T) *script
		want   []string
	}{
		"no Go":           {newScript, []string{"Go is missing: install Go 1.26 or newer from https://go.dev/dl/"}},
		"an old Go":       {func(t *testing.T) *script { return newScript(t).withGo("go1.20.3", "auto", "true") }, []string{"Go is too old: go1.20.3"}},
		"Go may not move": {func(t *testing.T) *script { return newScript(t).withGo("go1.25.0", "local", "true") }, []string{"Go is too old: go1.25.0"}},
		"a proxy that fails": {
			func(t *testing.T) *script {
				return newScript(t).withGo("go1.26.0", "local", "echo go: 403 Forbidden >&2; exit 1")
			},
			[]string{"the module proxy answers with an error: go: 403 Forbidden", "set GOPROXY"},
		},
		"a download that stalls": {
			func(t *testing.T) *script { return newScript(t).withGo("go1.26.0", "local", "exec sleep 60") },
			[]string{"the module proxy does not answer: nothing came from https://proxy.example", "set GOPROXY"},
		},
		"no space": {
			func(t *testing.T) *script {
				return newScript(t).withGo("go1.26.0", "local", "true").with("df", "echo head; echo x 1 1 1 1 /")
			},
			[]string{"no space for", "set XDG_CACHE_HOME to", "set GOMODCACHE to", "set GOCACHE to"},
		},
		"no Go and no space": {
			func(t *testing.T) *script { return newScript(t).with("df", "echo head; echo x 1 1 1 1 /") },
			[]string{"Go is missing", "no space for"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, took, err := c.script(t).run("up")
			require.Error(t, err, out)
			assert.Less(t, took, 10*time.Second)
			for _, text := range c.want {
				assert.Contains(t, out, text)
			}
			assert.NotContains(t, out, "ran up")
		})
	}
}

func TestASecondRunInTheSameCheckoutIsRefused(t *testing.T) {
	s := newScript(t).withGo("go1.26.0", "local", "true")
	private := filepath.Join(s.project, ".kalypso")
	require.NoError(t, os.MkdirAll(private, 0o755))
	other := exec.CommandContext(t.Context(), "sh", "-c", "sleep 60 # .kalypso/bin/cli up")
	require.NoError(t, other.Start())
	t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
	require.NoError(t, os.Symlink(fmt.Sprint(other.Process.Pid), filepath.Join(private, "running")))
	out, _, err := s.run("up")
	require.Error(t, err)
	assert.Contains(t, out, fmt.Sprintf("another run works in this checkout (process %d)", other.Process.Pid))
	unrelated := exec.CommandContext(t.Context(), "sh", "-c", "sleep 60 # edits kalypso/README.md")
	require.NoError(t, unrelated.Start())
	t.Cleanup(func() { _ = unrelated.Process.Kill(); _ = unrelated.Wait() })
	require.NoError(t, os.Remove(filepath.Join(private, "running")))
	require.NoError(t, os.Symlink(fmt.Sprint(unrelated.Process.Pid), filepath.Join(private, "running")))
	out, _, err = s.run("up")
	require.NoError(t, err, out)
	assert.True(t, strings.HasSuffix(out, "ran up\n"), out)
}

func TestNoPermissionIsSaid(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	s := newScript(t).withGo("go1.26.0", "local", "true")
	require.NoError(t, os.Chmod(s.project, 0o555))
	t.Cleanup(func() { _ = os.Chmod(s.project, 0o755) })
	out, _, err := s.run("up")
	require.Error(t, err)
	assert.Contains(t, out, "no permission to write to")
}
