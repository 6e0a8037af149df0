package config

import (
	"fmt"
	"regexp"
	"strings"
)

// Driver is who makes the cluster.
type Driver string

// The drivers.
const (
	// Existing is a cluster that exists already.
	Existing Driver = "existing"
	// Colima is a VM with K3s on this machine: a kernel of its own, so eBPF works.
	Colima Driver = "colima"
	// Kind is a cluster of containers on this machine. No eBPF: its nodes are containers.
	Kind Driver = "kind"
)

// Values of Cluster.VMType.
const (
	VMAuto  = "auto"
	VMApple = "vz"
	VMQemu  = "qemu"
)

// Cluster is a Kubernetes cluster of version 1.29 or later. With colima and kind this program makes it, and deletes on
// destroy what it made, never what it found; components/cluster/README.md has more about them.
type Cluster struct {
	// Driver says what makes the cluster: "existing": it exists, and kubeconfig and context say where; "colima": a VM with
	// K3s on this machine; "kind": a cluster of containers on this machine, without eBPF.
	Driver Driver `key:"driver"`
	// Kubeconfig is the path of a kubeconfig file, which may begin with ~/; "" is kubectl's choice, $KUBECONFIG, else ~/.kube/config.
	Kubeconfig string `key:"kubeconfig"`
	// Context is the context in the kubeconfig; "" is its current one. The first update binds the stack to its cluster. With colima and kind it follows from the name
	// (colima-<name>, kind-<name>) and is left out.
	Context string `key:"context"`
	// Rebind is the UID of namespace kube-system of the cluster that the stack is on, where that is another than at its first update:
	// it was restored, or made anew. Without it such a cluster is refused.
	Rebind string `key:"rebind"`
	// Name is Colima's profile, or kind's cluster. Another name is another cluster, and needs another stack.
	Name string `key:"name"`
	// CPU is the VM's, in cores. Only for colima, as are memory, disk and vmType.
	CPU int `key:"cpu"`
	// Memory is the VM's, in GiB.
	Memory int `key:"memory"`
	// Disk is the VM's, in GiB. It grows, and never shrinks.
	Disk int `key:"disk"`
	// KubernetesVersion is a release of K3s (v1.34.2+k3s1) for colima, or a tag of kind's node image (v1.34.2) for kind;
	// "" is the one that the installed Colima or kind comes with.
	KubernetesVersion string `key:"kubernetesVersion"`
	// VMType is the hypervisor: "auto" is Apple's on macOS 13 and later, with Rosetta on Apple silicon, and QEMU elsewhere;
	// "vz" is Apple's, "qemu" QEMU.
	VMType string `key:"vmType"`
	ClusterSettings
}

// Made says whether this program makes the cluster.
func (c Cluster) Made() bool { return c.Driver == Colima || c.Driver == Kind }

// madeContext is the context that Colima or kind writes for a cluster of that name.
func (c Cluster) madeContext() string {
	if c.Driver == Colima && (c.Name == "default" || c.Name == "colima") {
		return "colima"
	}
	return string(c.Driver) + "-" + c.Name
}

// complete fills in what follows from the driver, where it is not given.
func (c *Cluster) complete() {
	if !c.Made() {
		return
	}
	if c.Name == "" {
		c.Name = "kalypso"
	}
	if c.Context == "" {
		c.Context = c.madeContext()
	}
	if c.Driver == Colima {
		for _, size := range []struct {
			field *int
			value int
		}{{&c.CPU, 4}, {&c.Memory, 8}, {&c.Disk, 60}} {
			if *size.field == 0 {
				*size.field = size.value
			}
		}
		if c.VMType == "" {
			c.VMType = VMAuto
		}
	}
}

var (
	clusterName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	k3sRelease  = regexp.MustCompile(`^v1\.\d+\.\d+\+k3s\d+$`)
	// clusterUID is a UUID, as the API server makes it.
	clusterUID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	kindTag    = regexp.MustCompile(`^v1\.\d+\.\d+$`)
)

// OldestMinor is the oldest Kubernetes 1.x that the platform runs on: the Mimir chart's kubeVersion is ^1.29.0-0.
const OldestMinor = 29

// cluster checks what is given; complete has not run yet.
func (c *checker) cluster(doc document) {
	cluster := doc.Cluster
	c.choice("cluster.driver", string(cluster.Driver), string(Existing), string(Colima), string(Kind))
	if cluster.Made() {
		c.made(cluster)
	} else {
		c.check(cluster.Name == "", "cluster.name", "is for the drivers colima and kind: remove it, or set cluster.driver")
		c.check(cluster.KubernetesVersion == "", "cluster.kubernetesVersion",
			"is for the drivers colima and kind: remove it, or set cluster.driver")
	}
	c.check(!strings.HasPrefix(cluster.Kubeconfig, "~") || strings.HasPrefix(cluster.Kubeconfig, "~/"), "cluster.kubeconfig",
		"found %s, want a path, or one that begins with ~/", cluster.Kubeconfig)
	c.check(cluster.Rebind == "" || clusterUID.MatchString(cluster.Rebind), "cluster.rebind", "found %q, want the UID of the cluster: "+
		"`kubectl get namespace kube-system -o jsonpath={.metadata.uid}`", cluster.Rebind)
	c.sizes(cluster)
	c.clusterSettings(cluster.ClusterSettings)
	if cluster.Driver == Kind {
		c.check(doc.MinIO.Endpoint == "" || doc.MinIO.NodePort != 0 && strings.HasSuffix(doc.MinIO.Endpoint, fmt.Sprintf(":%d",
			doc.MinIO.NodePort)),
			"minio.endpoint",
			"found %s; kind publishes minio.nodePort on this machine under the same number: set both, like localhost:30900 and 30900",
			doc.MinIO.Endpoint)
		c.check(doc.EBPF != EBPFOn && doc.EBPF != EBPFUnchecked, "ebpf", "found %s, but kind's nodes are containers in a nested PID namespace, "+
			"where OBI and the eBPF profiler cannot work: set off or auto, or cluster.driver: colima", doc.EBPF)
	}
}

// made checks a cluster that this program makes.
func (c *checker) made(cluster Cluster) {
	named := cluster
	named.Context = ""
	named.complete()
	c.check(clusterName.MatchString(named.Name), "cluster.name", "found %q, want small letters, digits and -", cluster.Name)
	c.check(cluster.Context == "" || cluster.Context == named.Context, "cluster.context",
		"found %s; with %s it is %s: remove it, or set cluster.driver: existing", cluster.Context, cluster.Driver, named.Context)
	if cluster.KubernetesVersion == "" {
		return
	}
	form, example := k3sRelease, "v1.34.2+k3s1, a release of K3s"
	if cluster.Driver == Kind {
		form, example = kindTag, "v1.34.2, a tag of kindest/node"
	}
	good, minor := form.MatchString(cluster.KubernetesVersion), 0
	_, _ = fmt.Sscanf(cluster.KubernetesVersion, "v1.%d.", &minor) // the form is checked
	c.check(good, "cluster.kubernetesVersion", "found %s, want one like %s", cluster.KubernetesVersion, example)
	c.check(!good || minor >= OldestMinor, "cluster.kubernetesVersion",
		"found %s, which is too old: the Mimir chart needs v1.%d or later", cluster.KubernetesVersion, OldestMinor)
}

// sizes checks what Colima's VM is given. What the components need of it is checked where they are known.
func (c *checker) sizes(cluster Cluster) {
	for _, size := range []struct {
		path  string
		found int
	}{{"cluster.cpu", cluster.CPU}, {"cluster.memory", cluster.Memory}, {"cluster.disk", cluster.Disk}} {
		c.check(size.found >= 0, size.path, "found number %d, want at least 1, or nothing for the default", size.found)
		c.check(size.found <= 0 || cluster.Driver == Colima, size.path, "sizes the VM of the driver colima: remove it, or set cluster.driver")
	}
	c.check(cluster.VMType == "" || cluster.Driver == Colima, "cluster.vmType",
		"is for the VM of the driver colima: remove it, or set cluster.driver")
	if cluster.VMType != "" {
		c.choice("cluster.vmType", cluster.VMType, VMAuto, VMApple, VMQemu)
	}
}
