package node

import (
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// containerd runs the containers.
func containerd(f files, p Programs) process.Spec {
	return spec(f, p, "containerd", filepath.Join(p.System, "usr/bin/containerd"), "--config", f.path("containerd.toml"))
}

// kubelet starts what the API server says.
func kubelet(f files, p Programs) process.Spec {
	return spec(f, p, "kubelet", p.Kubelet,
		"--config="+f.path("kubelet.json"), "--kubeconfig="+controlplane.Kubeconfig(f.cluster()),
		"--root-dir="+f.path("kubelet"), "--hostname-override="+Name, "--node-ip="+nodeAddress,
		// cAdvisor, which is a part of it, does not read its configuration, and without containerd knows no container by its name.
		"--containerd="+f.socket(),
	)
}

// kubeProxy makes Services reachable.
func kubeProxy(f files, p Programs) process.Spec {
	return spec(f, p, "kube-proxy", p.KubeProxy, "--config="+f.path("kube-proxy.json"), "--hostname-override="+Name)
}

func spec(f files, p Programs, name, path string, args ...string) process.Spec {
	return process.Spec{Name: name, Path: path, Args: args, Dir: f.dir, Env: append(environment(f), p.libraries(f)...)}
}

// environment leaves the caller's behind, its proxies above all: everything here is on this machine.
func environment(f files) []string {
	return []string{"HOME=" + f.dir, "TMPDIR=" + f.path("tmp"), "PATH=" + os.Getenv("PATH")}
}

// libraries make unpacked programs find each other and what they are linked with.
func (p Programs) libraries(f files) []string {
	libraries, _ := filepath.Glob(filepath.Join(p.System, "usr/lib/*-linux-gnu"))
	var all, modules string
	for _, dir := range libraries {
		all += dir + ":"
		modules += filepath.Join(dir, "xtables") + ":"
	}
	return []string{
		"PATH=" + f.path("bin") + ":" + filepath.Join(p.System, "usr/bin") + ":" + filepath.Join(p.System, "usr/sbin") + ":" + os.Getenv("PATH"),
		"LD_LIBRARY_PATH=" + all, "XTABLES_LIBDIR=" + modules,
	}
}
