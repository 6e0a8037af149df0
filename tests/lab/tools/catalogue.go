// Package tools builds the pinned programs of tests/tools from their Go modules, once per machine.
package tools

// Group is programs of one module under tests/tools that are wanted together.
type Group struct {
	// Module is the module's directory.
	Module string
	// Programs are what to build. The key is the program's file name, the value its package.
	Programs map[string]string
	// Link is passed to the linker. Several charts refuse a Kubernetes that does not know its version.
	Link string
}

// Language is Pulumi's host for programs in Go. It needs an older SDK than the command line has, so it shares nothing.
func Language() Group {
	return Group{
		Module: "language", Link: "-s -w",
		Programs: map[string]string{"pulumi-language-go": "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"},
	}
}

// Helm is Helm's own command line, for the comparison.
func Helm() Group {
	return Group{Module: "helm", Link: "-s -w", Programs: map[string]string{"helm": "helm.sh/helm/v3/cmd/helm"}}
}

// Promtool checks rule files, and runs their tests.
func Promtool() Group {
	return Group{
		Module: "promtool", Link: "-s -w",
		Programs: map[string]string{"promtool": "github.com/prometheus/prometheus/cmd/promtool"},
	}
}

// Amtool checks Alertmanager's configuration, and where it sends an alert.
func Amtool() Group {
	return Group{
		Module: "amtool", Link: "-s -w",
		Programs: map[string]string{"amtool": "github.com/prometheus/alertmanager/cmd/amtool"},
	}
}

// kubernetesProvider is the name of its program.
const kubernetesProvider = "pulumi-resource-kubernetes"

const (
	kubernetes = "k8s.io/kubernetes/cmd/"
	versions   = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=" + pulumiVersion +
		" -X k8s.io/component-base/version.gitVersion=v1.34.2" +
		" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34"
)

// core is a group of tests/tools/core.
func core(programs map[string]string) Group {
	return Group{Module: "core", Link: "-s -w " + versions, Programs: programs}
}

// Pulumi is the Pulumi command line.
func Pulumi() Group {
	return core(map[string]string{"pulumi": "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"})
}

// Provider is Pulumi's Kubernetes provider.
func Provider() Group {
	return core(map[string]string{kubernetesProvider: "./" + kubernetesProvider})
}

// Kubernetes is etcd and the control plane of Kubernetes 1.34.
func Kubernetes() Group {
	return core(map[string]string{
		"etcd": "./etcd", "kube-apiserver": kubernetes + "kube-apiserver",
		"kube-controller-manager": kubernetes + "kube-controller-manager", "kube-scheduler": kubernetes + "kube-scheduler",
	})
}

// Kwok is the simulator of nodes and pods.
func Kwok() Group { return core(map[string]string{"kwok": "./kwok"}) }

// Node is what a real node runs.
func Node() Group {
	return core(map[string]string{"kubelet": kubernetes + "kubelet", "kube-proxy": kubernetes + "kube-proxy"})
}

// CLI is Pulumi without providers: for a cluster of the user's it fetches those that the program asks for. The one that can
// be built here is older, and loses empty lists in chart values.
func CLI() []Group { return []Group{Pulumi(), Language()} }

// Engine is what Pulumi needs to deploy to Kubernetes without fetching anything.
func Engine() []Group { return append(CLI(), Provider()) }

// Embedded is what an embedded cluster and a deployment to it need.
func Embedded() []Group { return append(Engine(), Kubernetes(), Kwok()) }
