package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// release is what Helm alone needs to install what Pulumi installed: the very same chart and values, taken from the state.
type release struct {
	Name, Namespace, Chart string
	Values                 map[string]any
}

// remember keeps the releases of the state for Helm alone, in the order in which Pulumi made them.
func (r *Rehearsal) remember(ctx context.Context) error {
	if !r.Compare || len(r.measured.releases) > 0 {
		return nil
	}
	resources, err := r.stack.Resources(ctx)
	if err != nil {
		return err
	}
	for _, resource := range resources {
		if string(resource.Type) != pulumi.ReleaseType {
			continue
		}
		raw, err := json.Marshal(resource.Inputs)
		if err != nil {
			return fmt.Errorf("encoding the inputs of %s: %w", resource.URN, err)
		}
		var one release
		if err := json.Unmarshal(raw, &one); err != nil {
			return fmt.Errorf("reading the inputs of %s: %w", resource.URN, err)
		}
		r.measured.releases = append(r.measured.releases, one)
	}
	return nil
}

func (r *Rehearsal) helmInstall(ctx context.Context) (string, error) {
	if err := r.cluster.Recycle(ctx); err != nil {
		return "", err
	}
	return r.helmAll(ctx, &r.measured.helm)
}

func (r *Rehearsal) helmAgain(ctx context.Context) (string, error) {
	return r.helmAll(ctx, &r.measured.helmAgain)
}

func (r *Rehearsal) helmAll(ctx context.Context, took *time.Duration) (string, error) {
	begun := time.Now()
	for _, one := range r.measured.releases {
		values, err := json.Marshal(one.Values)
		if err != nil {
			return "", fmt.Errorf("encoding the values of %s: %w", one.Name, err)
		}
		file := filepath.Join(r.workspace.Dir, "values-"+one.Name+".json")
		if err := os.WriteFile(file, values, 0o600); err != nil {
			return "", fmt.Errorf("writing the values of %s: %w", one.Name, err)
		}
		if err := r.helm(ctx, "upgrade", "--install", one.Name, one.Chart, "--namespace", one.Namespace, "--create-namespace",
			"--values", file, "--wait", "--timeout", "15m"); err != nil {
			return "", err
		}
	}
	*took = time.Since(begun)
	return fmt.Sprintf("%d releases", len(r.measured.releases)), nil
}

func (r *Rehearsal) helmUninstall(ctx context.Context) (string, error) {
	var failures []error
	for _, one := range slices.Backward(r.measured.releases) {
		failures = append(failures, r.helm(ctx, "uninstall", one.Name, "--namespace", one.Namespace, "--wait"))
	}
	for _, one := range r.measured.releases {
		failures = append(failures, r.cluster.Client.Delete(ctx, "/api/v1/namespaces/"+one.Namespace))
	}
	return "", errors.Join(failures...)
}

func (r *Rehearsal) helm(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 16*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.tools.Path("helm"), args...)
	cmd.Dir, cmd.Env = r.workspace.Dir, r.workspace.Environment()
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("helm %s %s: %w\n%s", args[0], args[1], err, output)
	}
	return nil
}
