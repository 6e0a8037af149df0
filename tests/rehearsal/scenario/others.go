package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/foreign"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// collectorOfOthers makes a team's collector, with the finalizer that only the operator takes off. It is to be listed, and to go
// before the operator does: the destroy that follows would hang on it.
func (r *Rehearsal) collectorOfOthers(ctx context.Context) (string, error) {
	const namespace = "rehearsal-shop"
	client := r.cluster.Client
	if err := client.Create(ctx, "/api/v1/namespaces", kube.Object{"metadata": kube.Object{"name": namespace}}); err != nil {
		return "", err
	}
	team := kube.Object{
		"apiVersion": "opentelemetry.io/v1beta1", "kind": "OpenTelemetryCollector",
		"metadata": kube.Object{"name": "sidecar", "finalizers": []string{"opentelemetrycollector.opentelemetry.io/finalizer"}},
		"spec":     kube.Object{"config": kube.Object{"receivers": kube.Object{}, "exporters": kube.Object{}, "service": kube.Object{"pipelines": kube.Object{}}}},
	}
	if err := client.Create(ctx, "/apis/opentelemetry.io/v1beta1/namespaces/"+namespace+"/opentelemetrycollectors", team); err != nil {
		return "", err
	}
	found, err := foreign.List(ctx, client, []string{"telemetry"})
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("one collector of others is to be found, found %v", found)
	}
	if err := foreign.Remove(ctx, client, found, 2*time.Second); err != nil {
		return "", err
	}
	return found[0].String(), client.Delete(ctx, "/api/v1/namespaces/"+namespace)
}

// anotherMachine runs the same stack where the kubeconfig lies elsewhere, beside another file: nothing has changed.
func (r *Rehearsal) anotherMachine(ctx context.Context) (string, error) {
	if err := r.stack.Unset(ctx, "kalypso:cluster.kubeconfig"); err != nil {
		return "", err
	}
	if _, err := r.stack.Up(ctx); err != nil { // the state names no file from here on
		return "", err
	}
	content, err := os.ReadFile(controlplane.Kubeconfig(clusterDir(filepath.Dir(r.workspace.Dir))))
	if err != nil {
		return "", fmt.Errorf("reading the kubeconfig: %w", err)
	}
	moved := filepath.Join(r.workspace.Dir, "elsewhere")
	if err := os.WriteFile(moved, content, 0o600); err != nil {
		return "", fmt.Errorf("writing the kubeconfig elsewhere: %w", err)
	}
	command, _ := r.stack.Command()
	before := command.Env
	defer func() { command.Env = before }()
	command.Env = append(before[:len(before):len(before)], "KUBECONFIG="+filepath.Join(r.workspace.Dir, "none")+string(filepath.ListSeparator)+moved)
	result, err := r.stack.Preview(ctx, optpreview.ExpectNoChanges())
	if err != nil {
		return "", err
	}
	result, err = r.stack.Up(ctx)
	if err == nil && result.Changed() > 0 {
		err = fmt.Errorf("wanted no change, found %s", result.Counts())
	}
	return result.Counts(), err
}

// anotherCluster says that the stack is on another cluster than the one that answers: it is refused, and nothing happens.
func (r *Rehearsal) anotherCluster(ctx context.Context) (string, error) {
	if err := r.stack.Set(ctx, "kalypso:cluster.rebind", "11111111-2222-3333-4444-555555555555"); err != nil {
		return "", err
	}
	result, err := r.stack.Up(ctx)
	switch {
	case err == nil:
		return "", errors.New("the update of another cluster went on")
	case !strings.Contains(err.Error(), "this stack is on the cluster of driver existing"):
		return "", err
	case result.Changed() > 0:
		return "", fmt.Errorf("something happened: %s", result.Counts())
	}
	return "", r.stack.Unset(ctx, "kalypso:cluster.rebind")
}
