package recovery

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lines collects what is said.
type lines []string

func (l *lines) say(format string, args ...any) { *l = append(*l, fmt.Sprintf(format, args...)) }

// write puts a lock where Pulumi puts it, and returns its file.
func write(t *testing.T, backend, stack string, pid int, host string) string {
	dir := filepath.Join(backend, ".pulumi", "locks", "organization", "kalypso", stack)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	file := filepath.Join(dir, fmt.Sprintf("%d.json", pid))
	text := fmt.Sprintf(`{"pid": %d, "username": "ann", "hostname": %q, "timestamp": %q}`,
		pid, host, time.Now().Add(-time.Hour).Format(time.RFC3339))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestTheLockOfADeadRunIsTakenOver(t *testing.T) {
	backend := t.TempDir()
	dead, other := write(t, backend, "dev", 11, "here"), write(t, backend, "prod", 12, "here")
	found, err := locks("file://"+backend, "kalypso", "dev")
	require.NoError(t, err)
	var said lines
	require.NoError(t, takeOver(found, "here", func(int) bool { return false }, said.say))
	assert.NoFileExists(t, dead)
	assert.FileExists(t, other, "it is another stack's")
	require.Len(t, said, 1)
	assert.Contains(t, said[0], "took over the lock of process 11")
}

func TestALockThatMayBeHeldIsExplainedAndNothingIsDone(t *testing.T) {
	for name, c := range map[string]struct {
		host  string
		alive bool
		want  []string
	}{
		"alive here": {"here", true, []string{"by process 12 of ann on this machine for 1h0m", "and it runs", "kill -INT 12"}},
		"elsewhere":  {"there", false, []string{"by ann on there (process 12) for 1h0m", "ask ann", "12.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			backend := t.TempDir()
			dead, held := write(t, backend, "dev", 11, "here"), write(t, backend, "dev", 12, c.host)
			found, err := locks("file://"+backend, "kalypso", "dev")
			require.NoError(t, err)
			var said lines
			err = takeOver(found, "here", func(pid int) bool { return pid == 12 && c.alive }, said.say)
			require.ErrorIs(t, err, ErrLocked)
			for _, text := range c.want {
				assert.ErrorContains(t, err, text)
			}
			assert.FileExists(t, dead)
			assert.FileExists(t, held)
			assert.Empty(t, said)
		})
	}
}

func TestALockThatCannotBeReadIsNamed(t *testing.T) {
	backend := t.TempDir()
	file := write(t, backend, "dev", 11, "here")
	require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	_, err := locks("file://"+backend, "kalypso", "dev")
	assert.ErrorContains(t, err, file)
}

func TestOnlyAPulumiThatRunsHoldsALock(t *testing.T) {
	assert.False(t, pulumiRuns(os.Getpid()), "the number belongs to another program now")
	file := filepath.Join(t.TempDir(), "pulumi")
	sleep, err := exec.LookPath("sleep")
	require.NoError(t, err)
	program, err := os.ReadFile(sleep)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, program, 0o700))
	cmd := exec.Command(file, "60")
	require.NoError(t, cmd.Start())
	assert.True(t, pulumiRuns(cmd.Process.Pid))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	assert.False(t, pulumiRuns(cmd.Process.Pid))
}
