// Package workspace copies what the program needs at run time into a directory of its own, so that deploying from there
// touches nothing of the user's: neither the tree, nor Pulumi's settings, nor Helm's.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/inputs"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// Workspace is a directory from which the program can be deployed.
type Workspace struct {
	// Dir holds the copied inputs, the state and all settings.
	Dir string
	// Tools are the built programs; pulumi, its language host and its provider among them.
	Tools *tools.Set
	// Kubeconfig is the only cluster that anything run here can reach.
	Kubeconfig string
	// Fetch lets Pulumi fetch the plugins that are not among the tools.
	Fetch bool
}

// Prepare builds the program in the project and copies its inputs. It may be repeated: what was there is replaced, the
// state is kept.
func (w Workspace) Prepare(ctx context.Context, project string) error {
	for _, dir := range []string{"bin", "state", "home", "tmp"} {
		if err := os.MkdirAll(w.path(dir), 0o700); err != nil {
			return fmt.Errorf("making the workspace: %w", err)
		}
	}
	program, err := tools.Platform(ctx, project, w.Tools.Progress)
	if err != nil {
		return err
	}
	if err := inputs.Copy(project, w.Dir); err != nil {
		return err
	}
	return errors.Join(w.project(project, program), w.Tools.WrapHost(w.path("bin"), "-binary="+program))
}

// project copies Pulumi.yaml with its runtime replaced by the built program.
func (w Workspace) project(project, program string) error {
	text, err := os.ReadFile(filepath.Join(project, "Pulumi.yaml"))
	if err != nil {
		return fmt.Errorf("reading the project file: %w", err)
	}
	text = []byte(withRuntime(string(text), program))
	if err := os.WriteFile(w.path("Pulumi.yaml"), text, 0o600); err != nil {
		return fmt.Errorf("writing the project file: %w", err)
	}
	return nil
}

// withRuntime replaces the top-level key runtime, with what is indented below it.
func withRuntime(text, program string) string {
	var kept strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		top := line != "\n" && !strings.HasPrefix(line, " ")
		if top {
			inside = strings.HasPrefix(line, "runtime:")
		}
		if !inside {
			kept.WriteString(line)
		}
	}
	return strings.TrimRight(kept.String(), "\n") + fmt.Sprintf("\nruntime:\n  name: go\n  options:\n    binary: %q\n", program)
}

// Command is Pulumi in the workspace's environment.
func (w Workspace) Command() *pulumi.Command {
	return &pulumi.Command{Binary: w.Tools.Path("pulumi"), Env: w.Environment()}
}

// Stack selects a stack in the workspace, and makes it if it is not there.
func (w Workspace) Stack(ctx context.Context, name string) (pulumi.Stack, error) {
	return pulumi.Select(ctx, w.Command(), w.Dir, name)
}

// Environment is for programs that work on the same cluster.
func (w Workspace) Environment() []string { return w.environment(os.Environ()) }

func (w Workspace) path(parts ...string) string {
	return filepath.Join(append([]string{w.Dir}, parts...)...)
}
