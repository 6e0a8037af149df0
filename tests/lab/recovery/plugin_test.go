package recovery

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standinPlugin starts a program that is called like a provider and was told that engine.
func standinPlugin(t *testing.T, engine string) *exec.Cmd {
	file := filepath.Join(t.TempDir(), "pulumi-resource-standin")
	sh, err := exec.LookPath("sh")
	require.NoError(t, err)
	program, err := os.ReadFile(sh)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, program, 0o700))
	cmd := exec.Command(file, "-c", "read -r nothing", engine)
	_, err = cmd.StdinPipe() // it waits for a line
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func TestAPluginEndsWithItsEngine(t *testing.T) {
	engine, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	cmd := standinPlugin(t, engine.Addr().String())
	ours := func() []plugin {
		var all []plugin
		for _, p := range plugins() {
			if p.pid == cmd.Process.Pid {
				all = append(all, p)
			}
		}
		return all
	}
	var said lines
	require.Len(t, ours(), 1)
	endOrphans(ours(), said.say)
	assert.Empty(t, said, "its engine lives")
	require.NoError(t, engine.Close())
	endOrphans(ours(), said.say)
	require.Len(t, said, 1)
	assert.Contains(t, said[0], "ended pulumi-resource-standin")
	assert.Error(t, cmd.Wait())
}
