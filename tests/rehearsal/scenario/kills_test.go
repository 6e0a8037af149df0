package scenario

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

func TestASeedDrawsTheSameKills(t *testing.T) {
	all := kills(7, 20)
	assert.Equal(t, all, kills(7, 20))
	assert.NotEqual(t, all, kills(8, 20))
	count, whole := map[string]int{}, 0
	for _, k := range all {
		count[k.kind]++
		if k.whole {
			whole++
		}
		assert.Positive(t, k.after)
	}
	assert.Equal(t, map[string]int{"up": 7, "upgrade": 7, "destroy": 6}, count)
	assert.True(t, 0 < whole && whole < 20, "the plugins die in some cases only: %d", whole)
}

func TestAKillReachesWhatTheCommandHasStarted(t *testing.T) {
	cmd := exec.Command("sh", "-c", "setsid sleep 60 & wait")
	require.NoError(t, cmd.Start())
	var children []process.Identity
	require.Eventually(t, func() bool {
		children = process.Descendants(cmd.Process.Pid)
		return len(children) > 0
	}, 5*time.Second, 10*time.Millisecond)
	end(cmd.Process.Pid, true)
	_ = cmd.Wait()
	for _, child := range children {
		assert.Eventually(t, func() bool { return !child.Alive() }, 5*time.Second, 10*time.Millisecond)
	}
}
