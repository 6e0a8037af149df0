package cluster_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

func kind(t *testing.T) carried {
	t.Helper()
	return carriedBy(t, cluster.Args{
		Cluster:  config.Cluster{Driver: config.Kind, Name: "kalypso", Context: "kind-kalypso"},
		NodePort: 30900,
	}, "kind-kalypso")
}

// cluster puts a cluster of kind on the machine that was made without this program.
func (m machine) cluster(t *testing.T, ports string) machine {
	t.Helper()
	return m.set(t, "kinds/kalypso/running", "").set(t, "kinds/kalypso/config", ports).set(t, "contexts", "kind-kalypso")
}

const published = "hostPort: 30900,"

func TestKindFromNothingToNothing(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		m.set(t, "current-context", "work").set(t, "contexts", "work")
		created := m.create(t, kind(t)).succeeded(t)
		assert.Equal(t, `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraPortMappings:
      - {containerPort: 30900, hostPort: 30900, listenAddress: 127.0.0.1, protocol: TCP}`, m.get("kinds/kalypso/config"))
		assert.Equal(t, "default", m.get("kinds/kalypso/image"), "the node image that this kind comes with")
		assert.Contains(t, created.stdout, "kind: eBPF is off here. The nodes are containers in a nested PID namespace")
		assert.True(t, strings.HasSuffix(created.stdout, "owner: created\n"), created.stdout)
		assert.Equal(t, "work", m.get("current-context"), "kind switches it; a user who works with another one keeps it")

		m.remove(t, kind(t), created).succeeded(t)
		assert.False(t, m.has("kinds/kalypso"))
		m.remove(t, kind(t), created).succeeded(t) // gone already
	})
}

func TestKindTakesTheVersion(t *testing.T) {
	m := newMachine(t)
	m.create(t, kind(t).with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.33.1"})).succeeded(t)
	assert.Equal(t, "kindest/node:v1.33.1", m.get("kinds/kalypso/image"))
}

// kind cannot change the version of a cluster that is there: silence would be a lie.
func TestKindOfAnotherVersionIsRefused(t *testing.T) {
	m := newMachine(t).cluster(t, published)
	m.create(t, kind(t).with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.33.1"})).failed(t,
		"kalypso:cluster.kubernetesVersion: cluster kalypso of kind runs v1.34.2, the configuration says v1.33.1", "make cluster-kind-delete")
	m.create(t, kind(t).with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.34.2"})).succeeded(t)
}

// A VM that was there stays as it is, and is not taken for what the configuration says.
func TestAnAdoptedVMOfAnotherVersionIsSaid(t *testing.T) {
	adopt := carriedBy(t, colimaOf(4, 8, 60), "colima-kalypso").with(map[string]string{"KALYPSO_KUBERNETES_VERSION": "v1.33.1+k3s1"})
	adopted := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60).create(t, adopt).succeeded(t)
	assert.Contains(t, adopted.stdout, "WARN the VM runs Kubernetes v1.34.2, kalypso:cluster.kubernetesVersion says v1.33.1+k3s1")
}

// The state keeps which cluster it was: one that is made anew under the name has another, and does not take its place.
func TestTheFirstUIDIsKept(t *testing.T) {
	m := newMachine(t).cluster(t, published)
	first := m.set(t, "uid", "first").create(t, kind(t)).succeeded(t)
	assert.Contains(t, first.stdout, "\nuid: first\n")
	again := m.set(t, "uid", "second").update(t, kind(t), first).succeeded(t)
	assert.Contains(t, again.stdout, "\nuid: first\n")
}

// A killed run leaves nothing in the directory for temporary files, nor does one that ends.
func TestNothingStaysInTheTemporaryDirectory(t *testing.T) {
	inRealTime(t)
	temporary := t.TempDir()
	with := map[string]string{"TMPDIR": temporary}
	m := newMachine(t)
	m.create(t, kind(t).with(with)).succeeded(t)
	m.nodes(t, map[string]node{"one": fit()}).create(t, verification(t, config.EBPFOn).with(with)).succeeded(t)

	slow := newMachine(t).set(t, "slow-start", "")
	slow.killed(t, kind(t).with(with), "kinds/kalypso/image")
	child, err := strconv.Atoi(strings.TrimSpace(readFile(t, filepath.Join(slow.home, ".local/state/kalypso/kind-kalypso.making"))))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(child, syscall.SIGKILL))
	left, err := os.ReadDir(temporary)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestKindWithoutNodePort(t *testing.T) {
	m := newMachine(t)
	m.create(t, kind(t).with(map[string]string{"KALYPSO_NODE_PORT": "0"})).succeeded(t)
	assert.NotContains(t, m.get("kinds/kalypso/config"), "extraPortMappings")
}

func TestKindAdoptsWhatIsThere(t *testing.T) {
	shells(t, func(t *testing.T, m machine) {
		m.cluster(t, published)
		adopted := m.create(t, kind(t)).succeeded(t)
		assert.Empty(t, m.calls("kind create"))
		assert.Contains(t, adopted.stdout, "owner: adopted")
		m.remove(t, kind(t), adopted).succeeded(t)
		assert.True(t, m.has("kinds/kalypso"))
	})
}

// After a restart of the machine the node is there and stopped, or the kubeconfig was another's.
func TestKindWakesWhatIsStopped(t *testing.T) {
	m := newMachine(t).cluster(t, published)
	m.unset(t, "kinds/kalypso/running")
	m.create(t, kind(t)).succeeded(t)
	assert.Equal(t, []string{"docker start kalypso-control-plane"}, m.calls("docker start"))

	m = newMachine(t).cluster(t, published).set(t, "contexts", "other")
	m.create(t, kind(t)).succeeded(t)
	assert.Len(t, m.calls("kind export kubeconfig"), 1)
}

// What a cluster publishes cannot be changed later. Without a refusal the provider would dial in vain.
func TestKindDoesNotPublishThePort(t *testing.T) {
	m := newMachine(t).cluster(t, "")
	m.create(t, kind(t)).failed(t, "kalypso:minio.nodePort: cluster kalypso of kind does not publish port 30900", "make cluster-kind-delete")
	assert.Empty(t, m.calls("kind delete"))
}

func TestKindCreateFails(t *testing.T) {
	t.Parallel()
	m := newMachine(t).set(t, "fail-start", "")
	failed := m.create(t, kind(t)).failed(t, "kind create cluster failed")
	assert.Contains(t, failed.stdout, "Reached target")
	m.unset(t, "fail-start")
	assert.Contains(t, m.create(t, kind(t)).succeeded(t).stdout, "owner: created")
}

// Killed mid-way, kind has no time to clean up: nodes that will never be a cluster. They are ours, and made anew.
func TestKindKilledMidWay(t *testing.T) {
	inRealTime(t)
	t.Parallel()
	m := newMachine(t).set(t, "slow-start", "")
	m.killed(t, kind(t), "kinds/kalypso/image")
	child, err := strconv.Atoi(strings.TrimSpace(readFile(t, filepath.Join(m.home, ".local/state/kalypso/kind-kalypso.making"))))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(child, syscall.SIGKILL))
	m.unset(t, "slow-start")

	// docker start wakes the container, but what was to follow in it did not.
	m.set(t, "no-answer", "")
	go func() {
		for !strings.Contains(m.get("calls"), "kind delete") {
			time.Sleep(10 * time.Millisecond)
		}
		_ = os.Remove(filepath.Join(m.dir, "no-answer"))
	}()
	created := m.create(t, kind(t)).succeeded(t)
	assert.Contains(t, created.stdout, "an earlier run was interrupted; what it left cannot be completed, and is made anew")
	assert.Len(t, m.calls("kind create"), 2)
	assert.Contains(t, created.stdout, "owner: created")
}

func TestKindWithoutDocker(t *testing.T) {
	m := newMachine(t).set(t, "no-docker", "")
	m.create(t, kind(t)).failed(t, "docker does not answer: start it")
	m.create(t, kind(t).with(map[string]string{"PATH": bare(t)})).failed(t,
		"kind is not installed: brew install kind", "kubectl is not installed", "docker is not installed")
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
