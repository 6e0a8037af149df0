package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// startTimeout bounds each wait of a start. On two busy cores the longest, for CoreDNS, takes 5 s.
const startTimeout = 90 * time.Second

// Start brings the node up with its state in dir, and the given image archives in it, and returns when it is Ready and
// answers names. If it cannot, everything is removed again but dir, where the logs are.
func Start(ctx context.Context, dir string, p Programs, archives []string) (*controlplane.Cluster, error) {
	if len(members()) > 0 {
		return nil, errors.New("starting the node: one runs already on this machine; `make live-down` ends it")
	}
	cluster, err := start(ctx, files{dir}, p, archives)
	if err != nil {
		return nil, errors.Join(err, halt())
	}
	return cluster, nil
}

func start(ctx context.Context, f files, p Programs, archives []string) (*controlplane.Cluster, error) {
	if err := errors.Join(write(f, p), makeVolumes(f), makeGroups()); err != nil {
		return nil, err
	}
	holder, err := hold(ctx, f)
	if err != nil {
		return nil, err
	}
	site := controlplane.Site{Address: nodeAddress, Enter: enter(holder)}
	runtime, err := process.Start(site.Enter(containerd(f, p)))
	if err != nil {
		return nil, err
	}
	imported := make(chan error, 1)
	go func() { imported <- provide(ctx, f, p, runtime, archives) }()
	cluster, err := site.Start(ctx, f.cluster(), p.ControlPlane)
	if err := errors.Join(err, <-imported); err != nil {
		return nil, err
	}
	running := []*process.Process{runtime}
	for _, spec := range []process.Spec{kubelet(f, p), kubeProxy(f, p)} {
		started, err := process.Start(site.Enter(spec))
		if err != nil {
			return nil, err
		}
		running = append(running, started)
	}
	if err := setUp(ctx, f, cluster.Client); err != nil {
		return nil, err
	}
	return cluster, process.Await(ctx, startTimeout, running, "the node is Ready and answers names", func(ctx context.Context) error {
		return serving(ctx, cluster.Client)
	})
}

// provide waits for containerd and gives it the images.
func provide(ctx context.Context, f files, p Programs, runtime *process.Process, archives []string) error {
	err := process.Await(ctx, startTimeout, []*process.Process{runtime}, "containerd listens", func(context.Context) error {
		_, err := os.Stat(f.socket())
		return err
	})
	if err != nil {
		return err
	}
	return Load(ctx, f.dir, p, archives...)
}

// serving wants the node Ready, CoreDNS available, and an account for the pods to come.
func serving(ctx context.Context, client *kube.Client) error {
	var node, dns struct {
		Status struct {
			Conditions []struct{ Type, Status, Message string }
		}
	}
	if err := client.Get(ctx, "/api/v1/nodes/"+Name, &node); err != nil {
		return err
	}
	if err := client.Get(ctx, "/apis/apps/v1/namespaces/kube-system/deployments/coredns", &dns); err != nil {
		return err
	}
	is := map[string]bool{}
	var says []error
	for _, c := range append(node.Status.Conditions, dns.Status.Conditions...) {
		is[c.Type] = c.Status == "True"
		if c.Type == "Ready" && c.Status != "True" {
			says = append(says, errors.New("node: "+c.Message))
		}
	}
	if !is["Ready"] || !is["Available"] {
		return errors.Join(append(says, errors.New("node or CoreDNS not ready"))...)
	}
	var account kube.Object
	return client.Get(ctx, "/api/v1/namespaces/default/serviceaccounts/default", &account)
}

// Missing lists what this machine lacks for a live cluster; nil if nothing.
func Missing() error {
	var missing []error
	if os.Geteuid() != 0 {
		missing = append(missing, errors.New("not root: namespaces, mounts and control groups are root's"))
	}
	for command, pack := range map[string]string{"unshare": "util-linux", "nsenter": "util-linux", "mount": "mount", "ip": "iproute2",
		"apt-get": "apt", "dpkg-deb": "dpkg"} {
		if _, err := exec.LookPath(command); err != nil {
			missing = append(missing, fmt.Errorf("no command %s: Debian's package %s has it", command, pack))
		}
	}
	if len(hierarchies()) == 0 {
		missing = append(missing, errors.New("no control groups are mounted below /sys/fs/cgroup"))
	}
	if text, err := os.ReadFile("/proc/filesystems"); err != nil || !hasLine(string(text), "overlay") {
		missing = append(missing, errors.New("the kernel has no overlayfs: modprobe overlay"))
	}
	return errors.Join(missing...)
}
