package node

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// write puts every program's configuration into the state directory. JSON is YAML too.
func write(f files, p Programs) error {
	for _, dir := range []string{"log", "log/pods", "kept", "tmp", "kubelet", "containerd", "volumes", "plugins", "cni", "bin"} {
		if err := os.MkdirAll(f.path(dir), 0o755); err != nil {
			return fmt.Errorf("making the state directory of the node: %w", err)
		}
	}
	for file, content := range map[string]any{
		"kubelet.json": kubeletConfig(f), "kube-proxy.json": proxyConfig(f), "cni/live.conflist": networkConfig(),
	} {
		text, err := json.MarshalIndent(content, "", "  ")
		if err != nil {
			return fmt.Errorf("encoding %s: %w", file, err)
		}
		if err := os.WriteFile(f.path(file), text, 0o600); err != nil {
			return fmt.Errorf("writing the configuration of the node: %w", err)
		}
	}
	// What update-alternatives would do on a machine where the package is installed.
	for _, command := range []string{"iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"} {
		if err := os.Symlink(filepath.Join(p.System, "usr/sbin/xtables-nft-multi"), f.path("bin", command)); err != nil {
			return fmt.Errorf("naming the commands of iptables: %w", err)
		}
	}
	if err := os.WriteFile(f.path("containerd.toml"), []byte(containerdConfig(f, p)), 0o600); err != nil {
		return fmt.Errorf("writing the configuration of containerd: %w", err)
	}
	return nil
}

func kubeletConfig(f files) kube.Object {
	return kube.Object{
		"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
		"address":      nodeAddress,
		"cgroupDriver": "cgroupfs", "cgroupRoot": "/" + Name, "failCgroupV1": false, "failSwapOn": false,
		"containerRuntimeEndpoint": "unix://" + f.socket(),
		"clusterDNS":               []string{dnsService}, "clusterDomain": "cluster.local", "resolvConf": "/dev/null",
		"podLogsDir": "/var/log/pods", "volumePluginDir": f.path("plugins"),
		// The API server asks with the administrator's certificate; pods by their account, with the rights that they have.
		"authentication": kube.Object{
			"anonymous": kube.Object{"enabled": false}, "webhook": kube.Object{"enabled": true},
			"x509": kube.Object{"clientCAFile": controlplane.Authority(f.cluster())},
		},
		"authorization": kube.Object{"mode": "Webhook"},
		// An image that was collected could not be had again, and a full disk is the machine's business.
		"imageGCHighThresholdPercent": 100, "imageGCLowThresholdPercent": 99,
		"evictionHard": kube.Object{"memory.available": "100Mi", "nodefs.available": "0%", "nodefs.inodesFree": "0%",
			"imagefs.available": "0%"},
		"registryPullQPS": 0, "kubeAPIQPS": 100, "kubeAPIBurst": 200,
		"shutdownGracePeriod": "0s",
	}
}

func proxyConfig(f files) kube.Object {
	return kube.Object{
		"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
		"mode": "iptables", "clusterCIDR": podRange, "hostnameOverride": Name,
		"clientConnection":   kube.Object{"kubeconfig": controlplane.Kubeconfig(f.cluster())},
		"bindAddress":        nodeAddress,
		"healthzBindAddress": "127.0.0.1:10256", "metricsBindAddress": "127.0.0.1:10249",
		// The table's size belongs to the machine.
		"conntrack": kube.Object{"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
		"iptables":  kube.Object{"minSyncPeriod": "200ms"},
	}
}

// networkConfig lets pods reach each other, the node and, by it, Services. Without masquerading and without a route nothing
// of theirs gets further.
func networkConfig() kube.Object {
	return kube.Object{
		"cniVersion": "1.0.0", "name": "live",
		"plugins": []any{kube.Object{
			"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
			"ipam": kube.Object{
				"type": "host-local", "dataDir": "/run/cni",
				"ranges": []any{[]any{kube.Object{"subnet": podRange}}},
				"routes": []any{kube.Object{"dst": "0.0.0.0/0"}},
			},
		}},
	}
}

// containerdConfig is in the format that containerd 1 and 2 both read.
func containerdConfig(f files, p Programs) string {
	return fmt.Sprintf(`version = 2
root = %[1]q
state = "/run/containerd"

[grpc]
  address = %[2]q

[plugins."io.containerd.internal.v1.opt"]
  path = %[3]q

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %[4]q
  # Where the machine withholds CAP_SYS_RESOURCE no score can be lowered, and no container would start.
  restrict_oom_score_adj = true
  enable_selinux = false
  disable_apparmor = true

  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = %[5]q
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = %[6]q
    conf_dir = %[7]q
`, f.path("containerd"), f.socket(), f.path("opt"), PauseImage,
		filepath.Join(p.System, "usr/sbin/runc"), filepath.Join(p.System, "usr/lib/cni"), f.path("cni"))
}
