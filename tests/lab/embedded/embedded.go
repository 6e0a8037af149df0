// Package embedded puts together what deploys to the embedded cluster: charts, a workspace with a stack. The
// rehearsal and `make up` share it.
package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/rootsecret"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/lab/workspace"
)

// Binaries finds the control plane's programs among the tools.
func Binaries(set *tools.Set) controlplane.Binaries {
	return controlplane.Binaries{
		Etcd: set.Path("etcd"), APIServer: set.Path("kube-apiserver"), ControllerManager: set.Path("kube-controller-manager"),
		Scheduler: set.Path("kube-scheduler"), Kwok: set.Path("kwok"),
	}
}

// Charts fills a directory beside the workspace with the archives of the pinned charts.
func Charts(ctx context.Context, project, workspace string) (archives.Source, error) {
	return archives.Provide(ctx, project, workspace, workspace+"-charts")
}

// Stack makes the stack, or takes the one that is there, and points it to the cluster and the charts.
func Stack(ctx context.Context, w workspace.Workspace, source archives.Source, name string) (pulumi.Stack, error) {
	file := filepath.Join(w.Dir, "Pulumi."+name+".yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		if err := configure(file, w.Kubeconfig, source.Dir); err != nil {
			return pulumi.Stack{}, err
		}
	}
	stack, err := w.Stack(ctx, name)
	if err != nil {
		return stack, err
	}
	if !bytes.Contains(text, []byte(rootsecret.Key)) { // an earlier run may have been interrupted before it made one
		_, err = stack.EnsureRootSecret(ctx)
	}
	return stack, err
}

// configure writes the stack's first configuration. JSON values are YAML too.
func configure(file, kubeconfig, charts string) error {
	cluster, err := json.Marshal(map[string]string{"driver": "existing", "kubeconfig": kubeconfig, "context": kube.Context})
	if err != nil {
		return fmt.Errorf("encoding the cluster of the stack: %w", err)
	}
	// Simulated nodes have no kernel that a verification could look at.
	text := fmt.Sprintf("config:\n  kalypso:cluster: %s\n  kalypso:charts: %q\n  kalypso:ebpf: unchecked\n", cluster, charts)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing the configuration of the stack: %w", err)
	}
	return nil
}
