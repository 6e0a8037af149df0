// Package tools builds the pinned programs of tests/tools from their Go modules, once per machine.
package tools

// Group is one module under tests/tools and what is built from it.
type Group struct {
	// Name is the module's directory.
	Name string
	// Programs are built together. The key is the program's file name, the value its package.
	Programs map[string]string
	// Link is passed to the linker. Several charts refuse a Kubernetes that does not know its version.
	Link string
	// Static leaves the C library out, for programs that run where there is none.
	Static bool
	// Cold is what a build takes on two cores with an empty build cache, for the reader who waits. Measured on 2026-11.
	Cold string
}

const kubernetesVersion = "k8s.io/component-base/version"

// Language is Pulumi's host for programs in Go.
func Language() Group {
	return Group{
		Name: "language", Cold: "20 s", Link: "-s -w",
		Programs: map[string]string{"pulumi-language-go": "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"},
	}
}

// Etcd is the store under the API server.
func Etcd() Group {
	return Group{
		Name: "etcd", Cold: "30 s", Link: "-s -w",
		Programs: map[string]string{"etcd": "go.etcd.io/etcd/server/v3"},
	}
}

// Kwok is the simulator of nodes and pods.
func Kwok() Group {
	return Group{
		Name: "kwok", Cold: "2 min", Link: "-s -w",
		Programs: map[string]string{"kwok": "sigs.k8s.io/kwok/cmd/kwok"},
	}
}

// Helm is Helm's own command line, for the comparison.
func Helm() Group {
	return Group{
		Name: "helm", Cold: "2 min", Link: "-s -w",
		Programs: map[string]string{"helm": "helm.sh/helm/v3/cmd/helm"},
	}
}

// Pulumi is the Pulumi command line.
func Pulumi() Group {
	return Group{
		Name: "pulumi", Cold: "4 min",
		Link:     "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0",
		Programs: map[string]string{"pulumi": "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"},
	}
}

// Kubernetes is the control plane of Kubernetes 1.34.
func Kubernetes() Group {
	return kubernetes("4 min", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
}

// Node is what a real node of it runs.
func Node() Group { return kubernetes("1 min", "kubelet", "kube-proxy") }

func kubernetes(cold string, programs ...string) Group {
	group := Group{
		Name: "kubernetes", Cold: cold, Programs: map[string]string{},
		Link: "-s -w -X " + kubernetesVersion + ".gitVersion=v1.34.2 -X " +
			kubernetesVersion + ".gitMajor=1 -X " + kubernetesVersion + ".gitMinor=34",
	}
	for _, program := range programs {
		group.Programs[program] = "k8s.io/kubernetes/cmd/" + program
	}
	return group
}

// Provider is Pulumi's Kubernetes provider.
func Provider() Group {
	return Group{
		Name: "provider", Cold: "10 min", Link: "-s -w",
		Programs: map[string]string{"pulumi-resource-kubernetes": "."},
	}
}

// CLI is Pulumi without providers: for a cluster of the user's it fetches those that the program asks for. The one that can
// be built here is older, and loses empty lists in chart values.
func CLI() []Group { return []Group{Language(), Pulumi()} }

// Engine is what Pulumi needs to deploy to Kubernetes without fetching anything.
func Engine() []Group { return append(CLI(), Provider()) }

// ControlPlane is what an embedded cluster needs.
func ControlPlane() []Group { return []Group{Etcd(), Kwok(), Kubernetes()} }
