package process

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAKillReachesWhatTheCommandHasStarted(t *testing.T) {
	cmd := exec.Command("sh", "-c", "setsid sleep 60 & wait")
	require.NoError(t, cmd.Start())
	var children []Identity
	require.Eventually(t, func() bool {
		children = Descendants(cmd.Process.Pid)
		return len(children) > 0
	}, 5*time.Second, 10*time.Millisecond)
	End(cmd.Process.Pid, true)
	_ = cmd.Wait()
	for _, child := range children {
		assert.Eventually(t, func() bool { return !child.Alive() }, 5*time.Second, 10*time.Millisecond)
	}
}
