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
		assert.False(t, m.has("namespace"), "the pods' namespace is deleted")
		assert.False(t, m.has("labels"), "nothing selects nodes by labels")
	})
}

func TestAFailureStopsTheUpdate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bad  node
		want string
	}{
		"kernel too old": {fit().but(node{"proc/sys/kernel/osrelease": "5.4.0"}),
			"OBI on node bad: kernel-too-old: kernel 5.4.0 is older than 5.10"},
		"no BTF": {fit().but(node{"sys/kernel/btf/vmlinux": ""}),
			"OBI on node bad: no-btf: the kernel was built without type information"},
		"no privileges": {fit().but(node{"proc/self/status": "CapEff:\t0000000000000000"}),
			"OBI on node bad: no-privileges: a privileged container lacks"},
		"no pod": {fit().but(node{"no-pod": "x"}),
			"OBI on node bad: unreachable: the probe's pod did not run there within 1 s (Pending ErrImagePull)"},
		"profiler only": {fit().but(node{"sys/kernel/tracing/events/enable": ""}), "eBPF profiler on node bad: no-tracefs"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.bad["no-pod"] != "" {
				inRealTime(t)
			}
			m := newMachine(t).nodes(t, map[string]node{"good": fit(), "bad": c.bad})
			failed := m.create(t, verification(t, config.EBPFOn).with(map[string]string{"KALYPSO_PROBE_TIMEOUT": "1"})).failed(t,
				"eBPF does not work on every node", c.want, "set kalypso:ebpf to auto (only these are left out) or off")
			assert.NotContains(t, failed.stderr, "on node good")
			assert.False(t, m.has("namespace"))
		})
	}
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
			failed := m.create(t, verification(t, config.EBPFOn)).failed(t, "OBI on node ", c.want)
			assert.Contains(t, failed.stdout, c.line)
			assert.False(t, m.has("namespace"))
		})
	}
}

// The result for what is not deployed does not count.
func TestOnlyDeployedConsumersCount(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"one": fit().but(node{"sys/kernel/tracing/events/enable": ""})})
	verified := m.create(t, verification(t, config.EBPFOn, cluster.OBI)).succeeded(t)
	assert.Contains(t, verified.stdout, "FAIL => eBPF profiler: no-tracefs")
	m.create(t, verification(t, config.EBPFOn, cluster.Profiler)).failed(t, "eBPF profiler on node one")
}

// With auto the labels decide where OBI and the profiler run; the lines LEFT OUT become warnings.
func TestAutoLabelsTheNodes(t *testing.T) {
	t.Parallel()
	shells(t, func(t *testing.T, m machine) {
		m.nodes(t, map[string]node{
			"good": fit(), "old": fit().but(node{"proc/sys/kernel/osrelease": "5.4.0"}),
			"plain": fit().but(node{"sys/kernel/tracing/events/enable": ""}),
		})
		verified := m.create(t, verification(t, config.EBPFAuto)).succeeded(t)
		assert.Equal(t, []string{
			"label node good kalypso.io/ebpf-obi=yes kalypso.io/ebpf-profiler=yes --overwrite",
			"label node old kalypso.io/ebpf-obi=no kalypso.io/ebpf-profiler=no --overwrite",
			"label node plain kalypso.io/ebpf-obi=yes kalypso.io/ebpf-profiler=no --overwrite",
		}, strings.Split(m.get("labels"), "\n"))
		var leftOut []string
		for line := range strings.Lines(verified.stdout) {
			if reason, found := strings.CutPrefix(line, "LEFT OUT "); found {
				leftOut = append(leftOut, strings.Join(strings.Split(reason, ": ")[:2], ": "))
			}
		}
		assert.Equal(t, []string{"OBI on node old: kernel-too-old", "eBPF profiler on node old: kernel-too-old",
			"eBPF profiler on node plain: no-tracefs"}, leftOut)

		m.remove(t, verification(t, config.EBPFAuto), verified).succeeded(t)
		assert.Contains(t, m.get("labels"), "label nodes --all kalypso.io/ebpf-obi- kalypso.io/ebpf-profiler-")
		m.set(t, "no-answer", "")
		m.remove(t, verification(t, config.EBPFAuto), verified).succeeded(t) // a cluster that is gone stops no destroy
	})
}

// A node that brings an image with a shell needs no registry.
func TestTheProbesImage(t *testing.T) {
	for name, c := range map[string]struct{ images, want string }{
		"K3s": {"rancher/klipper-lb:v0.4\ndocker.io/rancher/mirrored-library-busybox:1.36.1",
			"docker.io/rancher/mirrored-library-busybox:1.36.1"},
		"kind": {"docker.io/kindest/local-path-helper:v20241212-8ac705d0\nregistry.k8s.io/pause:3.10",
			"docker.io/kindest/local-path-helper:v20241212-8ac705d0"},
		"others": {"registry.k8s.io/pause:3.10", "docker.io/library/busybox:1.37.0"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "images", c.images)
			m.create(t, verification(t, config.EBPFOn)).succeeded(t)
			assert.Contains(t, m.get("pods"), `image: "`+c.want+`"`)
			assert.Contains(t, m.get("pods"), "privileged: true")
		})
	}
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
	m.create(t, carriedBy(t, args, "ebpf")).failed(t,
		"unreachable: neither the cluster of context colima-kalypso nor the VM over ssh answers; make cluster-colima starts it")
}

func TestVerificationWithoutKubectl(t *testing.T) {
	m := newMachine(t)
	m.create(t, verification(t, config.EBPFOn).with(map[string]string{"PATH": bare(t)})).failed(t,
		"kubectl is not installed: brew install kubectl")
}
