package cluster_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// verification is the command for a cluster that was made without this program.
func verification(t *testing.T, mode string, consumers ...cluster.Consumer) carried {
	t.Helper()
	if len(consumers) == 0 {
		consumers = []cluster.Consumer{cluster.OBI, cluster.Profiler}
	}
	return carriedBy(t, cluster.Args{
		Cluster: config.Cluster{Driver: config.Existing, Context: "prod"},
		Verify:  cluster.Verify{Mode: mode, Consumers: consumers},
	}, "ebpf")
}

// nodes puts a cluster of these nodes under the context "prod".
func (m machine) nodes(t *testing.T, nodes map[string]node) machine {
	t.Helper()
	for name, one := range nodes {
		one.write(t, filepath.Join(m.dir, "roots", name))
	}
	return m.set(t, "contexts", "prod")
}

func TestEveryNodeIsVerified(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		m.nodes(t, map[string]node{"one": fit(), "two": fit()})
		verified := m.create(t, verification(t, config.EBPFOn)).succeeded(t)
		for _, name := range []string{"one", "two"} {
			_, report, found := strings.Cut(verified.stdout, "node "+name+"\n")
			assert.True(t, found, verified.stdout)
			report, _, _ = strings.Cut(report, "node ")
			assert.Contains(t, report, "  PASS privileged pods: admitted and run\n  PASS kernel: 6.8.0-64-generic")
			assert.Contains(t, report, "  PASS => OBI\n  PASS => eBPF profiler\n")
		}
		assert.NotContains(t, verified.stdout, "LEFT OUT")
		assert.False(t, m.has("namespace"), "the pods' namespace is deleted")
		assert.Equal(t, []string{"label node one two kalypso.io/ebpf-obi-", "label node one two kalypso.io/ebpf-profiler-"},
			strings.Split(m.get("labels"), "\n"), "nothing is left of an earlier verdict")
	})
}

// A node that cannot carry them, or cannot be asked, holds nothing up: it is marked, and said.
func TestANodeThatCannotHoldsNothingUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bad    node
		want   string
		marked bool // the node is kept free of OBI
	}{
		"kernel too old": {fit().but(node{"proc/sys/kernel/osrelease": "5.4.0"}), "kernel-too-old: kernel 5.4.0 is older than 5.10", true},
		"a kernel known to crash": {fit().but(node{"proc/sys/kernel/osrelease": "7.0.0-22-generic"}),
			"kernel-known-bad: hosts with kernel 7.0 crash under OBI", true},
		"no BTF":        {fit().but(node{"sys/kernel/btf/vmlinux": ""}), "no-btf: the kernel was built without type information", true},
		"no privileges": {fit().but(node{"proc/self/status": "CapEff:\t0000000000000000"}), "no-privileges: a privileged container lacks", true},
		"no image":      {fit().but(node{"no-pod": "ErrImagePull"}), "no-image: docker.io/library/busybox:1.36.1@sha256:", false},
		"no image, and a kernel known to crash": {fit().but(node{"no-pod": "ErrImagePull", "proc/sys/kernel/osrelease": "7.0.0-22-generic"}),
			"kernel-known-bad: hosts with kernel 7.0 crash under OBI", true},
		"not ready":     {fit().but(node{"no-pod": "ContainerCreating"}), "unreachable: the probe's pod did not run there within 1 s (Pending ContainerCreating)", false},
		"Windows":       {fit().but(node{"os": "windows"}), "no-kernel: it runs windows", true},
		"Fargate":       {fit().but(node{"compute": "fargate"}), "no-kernel: pods of Fargate share no node", true},
		"a virtual one": {fit().but(node{"type": "virtual-kubelet"}), "no-kernel: it is a virtual node", true},
	} {
		t.Run(name, func(t *testing.T) {
			if c.bad["no-pod"] == "ContainerCreating" {
				inRealTime(t)
			}
			for _, mode := range []string{config.EBPFOn, config.EBPFAuto} {
				m := newMachine(t).nodes(t, map[string]node{"good": fit(), "bad": c.bad})
				verified := m.create(t, verification(t, mode).with(map[string]string{"KALYPSO_PROBE_TIMEOUT": "1"})).succeeded(t)
				assert.Contains(t, verified.stdout, "LEFT OUT OBI on node bad: "+c.want)
				assert.NotContains(t, verified.stdout, "on node good")
				assert.Equal(t, c.marked, strings.Contains(m.get("labels"), "label node bad kalypso.io/ebpf-obi=no --overwrite"), m.get("labels"))
				assert.False(t, m.has("namespace"))
			}
		})
	}
}

// A person who asks is told by the exit code, and marks nothing.
func TestVerifyingByHandFails(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"good": fit(), "bad": fit().but(node{"proc/sys/kernel/osrelease": "5.4.0"})})
	m.create(t, verification(t, config.EBPFOn).with(map[string]string{"KALYPSO_EBPF": "check"})).failed(t, "eBPF does not work on every node", "OBI on node bad: kernel-too-old")
	assert.False(t, m.has("labels"))
}

// What cannot be asked is told apart from what is refused, and from what cannot.
func TestWhyNodesCannotBeAsked(t *testing.T) {
	const policy = `Error from server (Forbidden): error when creating "STDIN": pods "probe-0" is forbidden: violates PodSecurity "restricted:latest": privileged`
	for name, c := range map[string]struct{ file, text, line, want string }{
		"refused by policy": {"refuse-pods", policy, "FAIL privileged pods: Error from server (Forbidden)",
			"no-privileges: Error from server (Forbidden)"},
		"refused by webhook": {"refuse-pods", `Error from server: admission webhook "kyverno" denied the request`, "FAIL privileged pods:",
			"no-privileges: Error from server: admission webhook"},
		"a server in trouble": {"refuse-pods", "Error from server (InternalError): etcdserver: request timed out", "FAIL privileged pods:",
			"unreachable: Error from server (InternalError)"},
		"no answer": {"no-answer", "", "FAIL reach: The connection to the server",
			"unreachable: The connection to the server 127.0.0.1:6443 was refused"},
		"no such context": {"contexts", "other", "FAIL reach:", `unreachable: error: context "prod" does not exist`},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, c.file, c.text)
			verified := m.create(t, verification(t, config.EBPFOn)).succeeded(t)
			assert.Contains(t, verified.stdout, "LEFT OUT OBI on node ")
			assert.Contains(t, verified.stdout, c.want)
			assert.Contains(t, verified.stdout, c.line)
			assert.False(t, m.has("namespace"))
		})
	}
}

// The result for what is not deployed does not count.
func TestOnlyDeployedConsumersCount(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"one": fit().but(node{"sys/kernel/tracing/events/enable": ""})})
	verified := m.create(t, verification(t, config.EBPFOn, cluster.OBI)).succeeded(t)
	assert.Contains(t, verified.stdout, "FAIL => eBPF profiler: no-tracefs")
	assert.NotContains(t, verified.stdout, "LEFT OUT")
	assert.Contains(t, m.create(t, verification(t, config.EBPFOn, cluster.Profiler)).succeeded(t).stdout, "LEFT OUT eBPF profiler on node one")
}

// The labels go with the verification.
func TestTheLabelsAreTakenOff(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"one": fit()})
	verified := m.create(t, verification(t, config.EBPFOn)).succeeded(t)
	m.remove(t, verification(t, config.EBPFOn), verified).succeeded(t)
	assert.Contains(t, m.get("labels"), "label nodes --all kalypso.io/ebpf-obi- kalypso.io/ebpf-profiler-")
	m.set(t, "no-answer", "")
	m.remove(t, verification(t, config.EBPFOn), verified).succeeded(t) // a cluster that is gone stops no destroy
}

// The pod is root on the node: its image is pinned, or one that the node's own system brought, by its whole name.
func TestTheProbesImage(t *testing.T) {
	const pinned = "docker.io/library/busybox:1.36.1@sha256:73aaf090f3d85aa34ee199857f03fa3a95c8ede2ffd4cc2cdb5b94e566b11662"
	for name, c := range map[string]struct{ images, want string }{
		"K3s": {"rancher/klipper-lb:v0.4\ndocker.io/rancher/mirrored-library-busybox:1.36.1",
			"docker.io/rancher/mirrored-library-busybox:1.36.1"},
		"kind": {"docker.io/kindest/local-path-helper:v20241212-8ac705d0\nregistry.k8s.io/pause:3.10",
			"docker.io/kindest/local-path-helper:v20241212-8ac705d0"},
		"others":          {"registry.k8s.io/pause:3.10", pinned},
		"a stranger's":    {"evil.example/not-a-busybox-miner:1", pinned},
		"one in disguise": {"evil.example/docker.io/rancher/mirrored-library-busybox:1.36.1", pinned},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "images", c.images)
			m.create(t, verification(t, config.EBPFOn)).succeeded(t)
			assert.Contains(t, m.get("pods"), `image: "`+c.want+`"`)
			assert.Contains(t, m.get("pods"), "privileged: true")
		})
	}
	mirror := config.ClusterSettings{ImageRegistry: "registry.example.org"}
	assert.True(t, strings.HasPrefix(cluster.ProbeImage("", mirror), "registry.example.org/library/busybox:1.36.1@sha256:"))
	assert.Equal(t, "own/shell:1", cluster.ProbeImage("own/shell:1", mirror))
}

// Colima's VM is asked over ssh while its cluster does not answer.
func TestColimasVMIsAskedWithoutItsCluster(t *testing.T) {
	args := colimaOf(4, 8, 60)
	args.Verify = cluster.Verify{Mode: config.EBPFOn, Consumers: []cluster.Consumer{cluster.OBI, cluster.Profiler}}
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60).set(t, "no-answer", "")
	fit().write(t, filepath.Join(m.dir, "roots/vm"))
	verified := m.create(t, carriedBy(t, args, "ebpf").with(map[string]string{"ARCH": "aarch64"})).succeeded(t)
	assert.Contains(t, verified.stdout, "node colima-kalypso\n  PASS kernel: 6.8.0-64-generic")
	assert.Contains(t, verified.stdout, "WARN privileged pods: not asked")

	m.set(t, "vms/kalypso/status", "Stopped")
	assert.Contains(t, m.create(t, carriedBy(t, args, "ebpf")).succeeded(t).stdout,
		"unreachable: neither the cluster of context colima-kalypso nor the VM over ssh answers; make cluster-colima starts it")
}

func TestVerificationWithoutKubectl(t *testing.T) {
	m := newMachine(t)
	without := map[string]string{"PATH": bare(t)}
	m.create(t, verification(t, config.EBPFOn).with(without).with(map[string]string{"KALYPSO_EBPF": "check"})).failed(t, "kubectl is not installed: brew install kubectl")
	assert.Contains(t, m.create(t, verification(t, config.EBPFOn).with(without)).succeeded(t).stdout, "no node was asked: kubectl is not installed")
}
