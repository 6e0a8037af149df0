package cluster_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestColimaStartFails(t *testing.T) {
	t.Parallel()
	m := newMachine(t).set(t, "fail-start", "")
	failed := m.create(t, colima(t)).failed(t, "colima start failed (see above). Try it by hand: colima start kalypso --kubernetes")
	assert.Contains(t, failed.stdout, "error starting vm")
	// What the failed start left is ours, though nothing is in the state: the next run completes it, and destroy deletes it.
	m.unset(t, "fail-start")
	created := m.create(t, colima(t)).succeeded(t)
	assert.Contains(t, created.stdout, "owner: created")
}

// Killed while colima start runs: it goes on alone. The next run waits for it, and the VM is ours.
func TestColimaKilledMidWay(t *testing.T) {
	inRealTime(t)
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		m.set(t, "slow-start", "")
		m.killed(t, colima(t), "vms/kalypso/status")
		go func() {
			time.Sleep(1500 * time.Millisecond)
			_ = os.Remove(filepath.Join(m.dir, "slow-start"))
		}()
		created := m.create(t, colima(t)).succeeded(t)
		assert.Contains(t, created.stdout, "waiting for colima of an earlier run")
		assert.Len(t, m.calls("colima start kalypso"), 1, "two at once would break the VM")
		assert.Contains(t, created.stdout, "owner: created")
	})
}

// Killed together with colima start, between the VM's boot and K3s: Colima calls that "already running".
func TestColimaKilledBeforeK3s(t *testing.T) {
	inRealTime(t)
	t.Parallel()
	m := newMachine(t).set(t, "slow-start", "")
	m.killed(t, colima(t), "vms/kalypso/status")
	require.Eventually(t, func() bool { return m.get("vms/kalypso/status") == "Running" }, 5*time.Second, 10*time.Millisecond)
	making, err := os.ReadFile(filepath.Join(m.home, ".local/state/kalypso/colima-kalypso.making"))
	require.NoError(t, err)
	child, err := strconv.Atoi(strings.TrimSpace(string(making)))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(child, syscall.SIGKILL))
	m.unset(t, "slow-start")

	created := m.create(t, colima(t)).succeeded(t)
	assert.Contains(t, created.stdout, "an earlier run was interrupted before K3s answered")
	assert.Len(t, m.calls("colima stop"), 1)
	assert.Contains(t, created.stdout, "owner: created")
}

// A start without end is ended, and says so while it waits.
func TestColimaStartIsBounded(t *testing.T) {
	inRealTime(t)
	t.Parallel()
	m := newMachine(t).set(t, "slow-start", "")
	failed := m.create(t, colima(t).with(map[string]string{"KALYPSO_START_TIMEOUT": "1"})).failed(t,
		"colima start did not end within 1 s and was stopped")
	assert.Less(t, failed.took, 10*time.Second)
	m.unset(t, "slow-start")
	m.create(t, colima(t)).succeeded(t)
}

// Lima leaves an ssh master behind that keeps its output open. It must not keep ours.
func TestColimaDoesNotWaitForDaemons(t *testing.T) {
	m := newMachine(t).set(t, "daemon", "")
	assert.Less(t, m.create(t, colima(t)).succeeded(t).took, 10*time.Second)
}

func TestColimaWaitIsBoundedAndVisible(t *testing.T) {
	inRealTime(t)
	t.Parallel()
	for name, c := range map[string]struct{ file, text, want string }{
		"no API server": {"no-answer", "", "the API server of context colima-kalypso: nothing within 3 s; last: The connection to the server"},
		"no ready node": {"conditions", "True\nFalse", "every node Ready of context colima-kalypso: nothing within 3 s"},
		"too old":       {"minor", "28", "Kubernetes 1.28 of context colima-kalypso is too old: the Mimir chart needs 1.29"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t).set(t, c.file, c.text)
			failed := m.create(t, colima(t)).failed(t, c.want)
			if name != "too old" {
				assert.Contains(t, failed.stdout, "of at most 3 s")
			}
		})
	}
}

func TestColimaWithoutKubernetesIsNotAdopted(t *testing.T) {
	m := newMachine(t).vm(t, "Running", "docker", 4, 8, 60)
	m.create(t, colima(t)).failed(t, "profile kalypso of Colima runs without Kubernetes (docker): colima stop kalypso")
	assert.Empty(t, m.calls("colima stop"))
}

func TestColimaContextInAnotherKubeconfig(t *testing.T) {
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60).set(t, "contexts", "other")
	m.create(t, colima(t)).failed(t, "context colima-kalypso is not in ~/.kube/config")
}

func TestColimaBrokenLima(t *testing.T) {
	m := newMachine(t).set(t, "no-lima", "")
	m.create(t, colima(t)).failed(t, "colima list:", "limactl: executable file not found")
}

// Every program that is missing is named, with how to install it.
func TestColimaMissingPrograms(t *testing.T) {
	for system, want := range map[string][]string{
		"Darwin": {"colima is not installed: brew install colima", "kubectl is not installed: brew install kubectl"},
		"Linux": {"colima is not installed: see https://github.com/abiosoft/colima",
			"kubectl is not installed: see https://kubernetes.io/docs/tasks/tools/"},
	} {
		t.Run(system, func(t *testing.T) {
			m := newMachine(t).set(t, "system", system)
			m.create(t, colima(t).with(map[string]string{"PATH": bare(t)})).failed(t, want...)
		})
	}
}

// bare is a PATH with uname and what every system has, and none of the programs that a person installs.
func bare(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, program := range []string{"cat", "sed", "grep", "mkdir", "rm", "date", "sleep", "mktemp", "wc", "tail", "cut", "ps"} {
		path, err := exec.LookPath(program)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(dir, program)))
	}
	uname, err := filepath.Abs("testdata/standins/uname")
	require.NoError(t, err)
	require.NoError(t, os.Symlink(uname, filepath.Join(dir, "uname")))
	return dir
}

// What a program prints of a kubeconfig stays out of the console and the state.
func TestColimaHidesCredentials(t *testing.T) {
	m := newMachine(t).set(t, "leaky", "")
	created := m.create(t, colima(t)).succeeded(t)
	assert.Contains(t, created.stdout, "client-key-data: [hidden]")
	for _, secret := range []string{"c2VjcmV0", "abc.def", "K10secret"} {
		assert.NotContains(t, created.stdout+created.stderr, secret)
	}
}
