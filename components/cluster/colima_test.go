package cluster_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

func colimaOf(cpu, memory, disk int) cluster.Args {
	return cluster.Args{Cluster: config.Cluster{
		Driver: config.Colima, Name: "kalypso", Context: "colima-kalypso", CPU: cpu, Memory: memory, Disk: disk, VMType: config.VMAuto,
	}}
}

func colima(t testing.TB) carried {
	t.Helper()
	return carriedBy(t, colimaOf(4, 8, 60), "colima-kalypso")
}

// vm puts a VM on the machine that was made without this program.
func (m machine) vm(t testing.TB, status, runtime string, cpu, memory, disk int) machine {
	t.Helper()
	m.set(t, "vms/kalypso/status", status).set(t, "vms/kalypso/runtime", runtime)
	m.set(t, "vms/kalypso/cpu", strconv.Itoa(cpu)).set(t, "vms/kalypso/memory", strconv.Itoa(memory)).set(t, "vms/kalypso/disk",
		strconv.Itoa(disk))
	if strings.HasSuffix(runtime, "+k3s") {
		m.set(t, "vms/kalypso/k3s", "").set(t, "contexts", "colima-kalypso")
	}
	return m
}

// shells are those that the scripts meet: the system's sh, and bash, which is macOS's.
func shells(t *testing.T, test func(t *testing.T, m machine)) {
	t.Helper()
	for _, shell := range [][]string{{"/bin/sh", "-c"}, {"bash", "--posix", "-c"}} {
		t.Run(shell[0], func(t *testing.T) {
			if testing.Short() && shell[0] != "/bin/sh" {
				t.Skip("the second shell runs without -short")
			}
			if _, err := exec.LookPath(shell[0]); err != nil {
				t.Skipf("%s is not installed", shell[0])
			}
			m := newMachine(t)
			m.shell = shell
			test(t, m)
		})
	}
}

func TestColimaFromNothingToNothing(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		command := colima(t)
		created := m.create(t, command).succeeded(t)
		assert.Equal(t, []string{"colima start kalypso --kubernetes --runtime containerd --cpu 4 --memory 8 --disk 60 " +
			"--vm-type vz --mount-type virtiofs --vz-rosetta --network-address"}, m.calls("colima start kalypso"))
		assert.Contains(t, created.stdout, "Kubernetes 1.34 answers, nodes Ready")
		assert.True(t, strings.HasSuffix(created.stdout, "owner: created\n"), created.stdout)
		assert.Equal(t, "colima-kalypso", m.get("current-context"), "there was no other")

		m.remove(t, command, created).succeeded(t)
		assert.Equal(t, []string{"colima delete --force --data kalypso"}, m.calls("colima delete --force"))
		assert.False(t, m.has("vms/kalypso"))
		assert.False(t, m.has("data-left"), "Colima keeps the containers' data otherwise, and K3s with it")
		m.remove(t, command, created).succeeded(t) // gone already
	})
}

func TestColimaFlagsOfTheMachine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		system, machine, macos, vmType string
		want                           string
	}{
		"Apple silicon":          {"Darwin", "arm64", "15.1", "auto", "--vm-type vz --mount-type virtiofs --vz-rosetta --network-address"},
		"Intel Mac":              {"Darwin", "x86_64", "14.0", "auto", "--vm-type vz --mount-type virtiofs --network-address"},
		"old macOS":              {"Darwin", "x86_64", "12.6", "auto", "--vm-type qemu --network-address"},
		"QEMU on Apple silicon":  {"Darwin", "arm64", "15.1", "qemu", "--vm-type qemu --network-address"},
		"Linux":                  {"Linux", "x86_64", "", "auto", ""},
		"QEMU by name, on Linux": {"Linux", "aarch64", "", "qemu", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t).set(t, "system", c.system).set(t, "machine", c.machine).set(t, "macos", c.macos)
			m.create(t, colima(t).with(map[string]string{"KALYPSO_VM_TYPE": c.vmType})).succeeded(t)
			want := "colima start kalypso --kubernetes --runtime containerd --cpu 4 --memory 8 --disk 60 " + c.want
			assert.Equal(t, []string{strings.TrimSpace(want)}, m.calls("colima start kalypso"))
		})
	}
}

func TestColimaRefusesAppleHypervisorOnLinux(t *testing.T) {
	m := newMachine(t).set(t, "system", "Linux").set(t, "machine", "x86_64")
	m.create(t, colima(t).with(map[string]string{"KALYPSO_VM_TYPE": "vz"})).failed(t,
		"kalypso:cluster.vmType: vz is Apple's hypervisor, and this is Linux")
	assert.Empty(t, m.calls("colima start kalypso"))
}

func TestColimaTakesTheVersion(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.create(t, colima(t).with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.33.4+k3s1"})).succeeded(t)
	assert.Contains(t, m.calls("colima start kalypso")[0], "--kubernetes-version v1.33.4+k3s1")
}

// A user who works with another context keeps it.
func TestColimaLeavesTheCurrentContext(t *testing.T) {
	m := newMachine(t).set(t, "current-context", "work").set(t, "contexts", "work")
	m.create(t, colima(t)).succeeded(t)
	assert.Equal(t, "work", m.get("current-context"))
}

// What adopting a running VM adds to an update: the limit is 2 s, with a real Colima's own answers on top of this.
func BenchmarkColimaAdopts(b *testing.B) {
	m := newMachine(b).vm(b, "Running", "containerd+k3s", 4, 8, 60)
	command := colima(b)
	for b.Loop() {
		m.create(b, command).succeeded(b)
	}
}

func TestColimaAdoptsWhatRuns(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		m.vm(t, "Running", "containerd+k3s", 4, 8, 60)
		adopted := m.create(t, colima(t)).succeeded(t)
		assert.Empty(t, m.calls("colima start kalypso"))
		assert.Contains(t, adopted.stdout, "runs already")
		assert.NotContains(t, adopted.stdout, "WARN")
		assert.True(t, strings.HasSuffix(adopted.stdout, "owner: adopted\n"), adopted.stdout)

		removed := m.remove(t, colima(t), adopted).succeeded(t)
		assert.Contains(t, removed.stdout, "was there before this program and stays")
		assert.Empty(t, m.calls("colima delete"))
		assert.True(t, m.has("vms/kalypso"))
	})
}

// A VM of another size that ran before was not made by this program: it is not restarted, only reported.
func TestColimaAdoptsWithoutResizing(t *testing.T) {
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 2, 4, 100)
	adopted := m.create(t, colima(t)).succeeded(t)
	assert.Empty(t, m.calls("colima stop"))
	assert.Contains(t, adopted.stdout,
		"WARN the VM has cpu 2, memory 4 GiB, disk 100 GiB, the configuration says cpu 4, memory 8 GiB, disk 60 GiB")
}

// A stopped VM is started, with the sizes asked for, and is still not ours to delete.
func TestColimaStartsWhatIsStopped(t *testing.T) {
	t.Parallel()
	m := newMachine(t).vm(t, "Stopped", "containerd+k3s", 2, 4, 60)
	adopted := m.create(t, colima(t)).succeeded(t)
	assert.Len(t, m.calls("colima start kalypso"), 1)
	assert.Equal(t, "8", m.get("vms/kalypso/memory"))
	assert.Contains(t, adopted.stdout, "owner: adopted")
	m.remove(t, colima(t), adopted).succeeded(t)
	assert.True(t, m.has("vms/kalypso"))
}

// A change of size takes a stop and a start, because Colima ignores it on a running VM and exits 0. Never a delete.
func TestColimaChangesSizeByStopAndStart(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		created := m.create(t, colima(t)).succeeded(t)
		m.forget(t)
		bigger := carriedBy(t, colimaOf(6, 12, 80), "colima-kalypso")
		changed := m.update(t, bigger, created).succeeded(t)
		assert.Equal(t, []string{"colima stop kalypso"}, m.calls("colima stop"))
		assert.Len(t, m.calls("colima start kalypso"), 1)
		assert.Empty(t, m.calls("colima delete"))
		assert.Equal(t, []string{"6", "12", "80"}, []string{m.get("vms/kalypso/cpu"), m.get("vms/kalypso/memory"), m.get("vms/kalypso/disk")})
		assert.Contains(t, changed.stdout, "owner: created", "still ours after an update")

		m.forget(t)
		same := m.update(t, bigger, changed).succeeded(t) // another input changed, like the scripts' text
		assert.Empty(t, m.calls("colima stop"))
		m.remove(t, bigger, same).succeeded(t)
		assert.False(t, m.has("vms/kalypso"))
	})
}

func TestColimaChangesVersionByStopAndStart(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	created := m.create(t, colima(t)).succeeded(t)
	m.update(t, colima(t).with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.35.0+k3s1"}), created).succeeded(t)
	assert.Len(t, m.calls("colima stop"), 1)
	assert.Contains(t, m.calls("colima start kalypso")[1], "--kubernetes-version v1.35.0+k3s1")
}

func TestColimaCannotShrinkTheDisk(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	created := m.create(t, colima(t)).succeeded(t)
	changed := m.update(t, carriedBy(t, colimaOf(4, 8, 40), "colima-kalypso"), created).succeeded(t)
	assert.Contains(t, changed.stdout, "disk size cannot be reduced")
	assert.Contains(t, changed.stdout,
		"WARN the VM has cpu 4, memory 8 GiB, disk 60 GiB, the configuration says cpu 4, memory 8 GiB, disk 40 GiB: Colima kept its own")
}

// Interrupted between the stop and the start of a change of size: the next update starts it.
func TestColimaStoppedInAChange(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	created := m.create(t, colima(t)).succeeded(t)
	m.set(t, "vms/kalypso/status", "Stopped")
	changed := m.update(t, carriedBy(t, colimaOf(6, 8, 60), "colima-kalypso"), created).succeeded(t)
	assert.Equal(t, "6", m.get("vms/kalypso/cpu"))
	assert.Contains(t, changed.stdout, "owner: created")
}

// A VM that was deleted by hand is made again by the next run, and is ours.
func TestColimaDeletedByHand(t *testing.T) {
	t.Parallel()
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60)
	adopted := m.create(t, colima(t)).succeeded(t)
	require.NoError(t, os.RemoveAll(filepath.Join(m.dir, "vms/kalypso")))
	again := m.update(t, carriedBy(t, colimaOf(4, 10, 60), "colima-kalypso"), adopted).succeeded(t)
	assert.Contains(t, again.stdout, "owner: created")
}
