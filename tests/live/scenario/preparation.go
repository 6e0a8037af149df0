package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/embedded"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/lab/workspace"
	"github.com/kalypsoServing/kalypso/tests/live/node"
	"github.com/kalypsoServing/kalypso/tests/live/target"
)

// stackName is the stack's, in a state of this run's own.
const stackName = "live"

func (s *Suite) preparation(dir string) []step {
	steps := []step{{"build the tools", s.buildTools}}
	if s.kept {
		steps = append(steps, step{"the node runs already: empty its volumes", func(ctx context.Context) (string, error) {
			return "", s.machine.Recycle(ctx)
		}})
	} else if s.machine != nil {
		steps = append(steps, step{"start the node", s.startNode})
	}
	return append(steps,
		step{"connect", s.connect},
		step{"build the program", func(ctx context.Context) (string, error) {
			s.workspace = workspace.Workspace{
				Dir: filepath.Join(dir, "workspace"), Tools: s.tools, Kubeconfig: s.target.Kubeconfig, Fetch: s.machine == nil,
			}
			if err := s.workspace.Prepare(ctx, s.Project); err != nil || s.machine == nil {
				return "", err
			}
			// The node runs what is made for it, which no published digest fits.
			return "", os.WriteFile(filepath.Join(s.workspace.Dir, images.File), nil, 0o600)
		}},
		step{"find the charts", func(ctx context.Context) (note string, err error) {
			s.source, err = embedded.Charts(ctx, s.Project, s.workspace.Dir)
			if err == nil && !s.source.Real { // a fixture is no operator
				go embedded.Operator(ctx, s.target.Client)
			}
			return s.source.Description, err
		}},
		step{"find the images", func(ctx context.Context) (string, error) { return s.findImages(ctx, filepath.Join(dir, "images")) }},
		step{"make the stack", s.makeStack},
		step{"build verify", s.buildVerify},
	)
}

// buildTools leaves the Kubernetes provider to Pulumi where the cluster is not of this machine: the one that can be built is older.
func (s *Suite) buildTools(ctx context.Context) (string, error) {
	groups := tools.CLI()
	if s.machine != nil {
		groups = tools.Engine()
		if err := s.machine.Prepare(ctx); err != nil {
			return "", err
		}
	}
	var err error
	if s.tools, err = tools.Open(s.Project, s.Report); err != nil {
		return "", err
	}
	return "", s.tools.Ensure(ctx, groups...)
}

func (s *Suite) startNode(ctx context.Context) (string, error) {
	begun := time.Now()
	if _, err := s.machine.Start(ctx, false); err != nil {
		return "", err
	}
	s.measured.node = time.Since(begun)
	return "one real node, Ready, with names, and no route out of this machine", node.Isolated()
}

func (s *Suite) connect(ctx context.Context) (note string, err error) {
	if s.target, err = s.running(); err != nil {
		return "", err
	}
	note = "context " + s.Context
	if s.machine != nil {
		note = "KUBECONFIG=" + s.target.Kubeconfig
	}
	return note, s.target.Free(ctx, namespaces(parts()))
}

// running is the cluster that was named, else the node of this machine.
func (s *Suite) running() (target.Target, error) {
	if s.Context != "" {
		return target.Connect(s.Kubeconfig, s.Context)
	}
	return target.Connect(controlplane.Kubeconfig(node.Cluster(node.Dir)), kube.Context)
}

// makeStack writes the stack's configuration, and looks at the cluster before anything is on it.
func (s *Suite) makeStack(ctx context.Context) (string, error) {
	text, err := json.MarshalIndent(map[string]any{"config": s.settings()}, "", "  ")
	if err != nil {
		return "", fmt.Errorf("encoding the configuration of the stack: %w", err)
	}
	if err := os.WriteFile(filepath.Join(s.workspace.Dir, "Pulumi."+stackName+".yaml"), text, 0o600); err != nil {
		return "", fmt.Errorf("writing the configuration of the stack: %w", err)
	}
	command := s.workspace.Command()
	if s.machine != nil {
		confined := filepath.Join(s.workspace.Dir, "bin", "pulumi")
		if err := node.Confine(confined, command.Binary); err != nil {
			return "", err
		}
		command.Binary = confined
	}
	if s.stack, err = pulumi.Select(ctx, command, s.workspace.Dir, stackName); err != nil {
		return "", err
	}
	_, secretErr := s.stack.EnsureRootSecret(ctx)
	s.before, err = leftover.Take(ctx, s.target.Client)
	return "", errors.Join(secretErr, err)
}

// settings are the development stack's, less what cannot run.
func (s *Suite) settings() map[string]any {
	off := map[string]any{}
	for _, p := range s.parts {
		if p.why != "" {
			off[p.component] = map[string]any{"enabled": false}
		}
	}
	ebpf := "auto" // a cluster of others is asked; our node's kernel is this machine's
	if s.machine != nil {
		ebpf = "unchecked"
	}
	sources := map[string]any{}
	for source := range s.ebpf {
		sources[source] = false
	}
	return map[string]any{
		"kalypso:cluster": map[string]any{"driver": "existing", "kubeconfig": s.target.Kubeconfig, "context": s.target.Context},
		"kalypso:charts":  s.source.Dir, "kalypso:ebpf": ebpf, "kalypso:components": off,
		"kalypso:telemetry": map[string]any{"clusterName": "live", "sources": sources},
	}
}
