// Package node runs a Kubernetes cluster of one real node on a plain Linux machine: a control plane, containerd, kubelet,
// kube-proxy and CoreDNS, without a container engine and without a registry. All of it lives in a mount and a network
// namespace and in a control group of its own. So nothing that it mounts or routes is seen outside, its pods reach nothing
// outside of this machine, and what a killed run leaves behind is found and removed by those three alone.
package node

import (
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/live/debian"
)

// Name is the node's name, and that of all it makes on the machine: control group, network interface, state directory.
const Name = "kalypso-live"

// Dir is the default state directory. One machine has one live cluster, so that the next run finds what a killed one left.
const Dir = "/var/lib/" + Name

// Addresses. The pair is out of 198.18.0.0/15, which is set aside for tests between two networks (RFC 2544) and so is
// nobody's; pods and Services have theirs in the namespace only.
const (
	hostAddress = "198.18.77.1"
	nodeAddress = "198.18.77.2"
	pairPrefix  = "/30"
	podRange    = "10.244.0.0/16"
	dnsService  = "10.96.0.10"
)

// PauseImage holds a pod's namespaces open; no registry has an image of that name.
const PauseImage = "localhost/pause:live"

// Programs says where the programs are.
type Programs struct {
	ControlPlane controlplane.Binaries
	// Kubelet, KubeProxy are Kubernetes' own.
	Kubelet, KubeProxy string
	// System is the unpacked System set.
	System string
}

// System is what the node runs of Debian.
func System() debian.Set {
	return debian.Set{Name: "node", Packages: []string{"containerd", "runc", "containernetworking-plugins", "iptables"}}
}

// files names everything in the state directory.
type files struct{ dir string }

func (f files) path(parts ...string) string {
	return filepath.Join(append([]string{f.dir}, parts...)...)
}

// Cluster is the control plane's part of a state directory.
func Cluster(dir string) string { return files{dir}.cluster() }

func (f files) cluster() string { return f.path("cluster") }

// socket is where containerd listens.
func (f files) socket() string { return f.path("containerd.sock") }

// volumes is where the data of persistent volumes is.
func (f files) volumes() string { return f.path("volumes") }
