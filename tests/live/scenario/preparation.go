package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/live/image"
	"github.com/kalypsoServing/kalypso/tests/live/node"
	"github.com/kalypsoServing/kalypso/tests/live/target"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/controlplane"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/embedded"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/kube"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/leftover"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/tools"
	"github.com/kalypsoServing/kalypso/tests/rehearsal/workspace"
)

// stackName is the stack's, in a state of this run's own.
const stackName = "live"

func (s *Suite) preparation(dir string) []step {
	steps := []step{{"build the tools", s.buildTools}}
	if s.machine != nil && !s.kept {
		steps = append(steps, step{"start the node", s.startNode})
	}
	return append(steps,
		step{"connect", s.connect},
		step{"build the program", func(ctx context.Context) (string, error) {
			s.workspace = workspace.Workspace{
				Dir: filepath.Join(dir, "workspace"), Tools: s.tools, Kubeconfig: s.target.Kubeconfig, Fetch: s.machine == nil,
			}
			return "", s.workspace.Prepare(ctx, s.Project, s.Report)
		}},
		step{"find the charts", func(ctx context.Context) (note string, err error) {
			s.source, err = embedded.Charts(ctx, s.Project, s.workspace.Dir)
			return s.source.Says, err
		}},
		step{"find the images", func(ctx context.Context) (string, error) { return s.findImages(ctx, filepath.Join(dir, "images")) }},
		step{"make the stack", s.makeStack},
	)
}

// buildTools leaves the Kubernetes provider to Pulumi where the cluster is somebody else's: the one that can be built is older.
func (s *Suite) buildTools(ctx context.Context) (string, error) {
	groups := tools.CLI()
	if s.machine != nil {
		groups = tools.Engine()
		if err := s.machine.Prepare(ctx); err != nil {
			return "", err
		}
	}
	var err error
	s.tools, err = embedded.Tools(ctx, s.Project, s.Report, groups...)
	return "", err
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
	if s.machine == nil {
		s.target, err = target.Connect(s.Kubeconfig, s.Context)
		note = "context " + s.Context
	} else {
		kubeconfig := controlplane.Kubeconfig(node.Cluster(node.Dir))
		s.target, err = target.Connect(kubeconfig, kube.Context)
		note = "KUBECONFIG=" + kubeconfig
	}
	if err != nil {
		return "", err
	}
	return note, s.target.Free(ctx, namespaces(parts()))
}

// findImages decides what can run: everything where images are pulled, else that whose images are had.
func (s *Suite) findImages(ctx context.Context, dir string) (string, error) {
	s.parts = parts()
	needs, err := s.needs(ctx)
	if err != nil {
		return "", err
	}
	for _, images := range needs {
		s.needed = append(s.needed, images...)
	}
	slices.Sort(s.needed)
	s.needed = slices.Compact(s.needed)
	switch {
	case s.machine == nil:
		return "the cluster pulls them", nil
	case !s.source.Real:
		s.ebpf = "the profiler is no chart, and so has no fixture"
		return "the fixtures' own", nil
	}
	return s.supply(ctx, needs, dir)
}

// supply gives the node every image that is to be had, and leaves out the components of the others.
func (s *Suite) supply(ctx context.Context, needs map[string][]string, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a place for images: %w", err)
	}
	archives, err := image.Directory(os.Getenv(image.Variable))
	if err != nil {
		return "", err
	}
	if s.images, err = s.machine.Maker().Supply(ctx, s.needed, archives, dir); err != nil {
		return "", err
	}
	var load []string
	by := map[string]image.Supplied{}
	for _, one := range s.images {
		by[one.Image] = one
		if one.File != "" {
			load = append(load, one.File)
		}
	}
	supplied := map[string][]image.Supplied{}
	for component, images := range needs {
		for _, name := range images {
			supplied[component] = append(supplied[component], by[name])
		}
	}
	s.parts, s.ebpf = choose(supplied)
	if err := s.machine.Load(ctx, load...); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d of %d", len(load), len(s.images)), os.RemoveAll(dir)
}

// needs are the images of the development stack by component, as the real charts render them; nil with fixtures.
func (s *Suite) needs(ctx context.Context) (map[string][]string, error) {
	if !s.source.Real {
		return nil, nil
	}
	output, err := tools.Go(ctx, filepath.Join(s.Project, "tests", "charts"),
		"run", ".", "images", "--project", s.workspace.Dir, "--archives", s.source.Setting)
	if err != nil {
		return nil, fmt.Errorf("asking the charts for their images: %w", err)
	}
	needs := map[string][]string{}
	for line := range strings.Lines(output) {
		component, image, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			return nil, fmt.Errorf("asking the charts for their images: %q is no component with an image", line)
		}
		needs[component] = append(needs[component], image)
	}
	return needs, nil
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
	s.stack = s.workspace.CLI(stackName)
	if s.machine != nil {
		confined := filepath.Join(s.workspace.Dir, "bin", "pulumi")
		if err := node.Confine(confined, s.stack.Binary); err != nil {
			return "", err
		}
		s.stack.Binary = confined
	}
	if err := s.stack.Init(ctx); err != nil {
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
	if s.ebpf != "" {
		ebpf = "off"
	}
	return map[string]any{
		"kalypso:cluster": map[string]any{"driver": "existing", "kubeconfig": s.target.Kubeconfig, "context": s.target.Context},
		"kalypso:charts":  s.source.Setting, "kalypso:ebpf": ebpf, "kalypso:components": off,
	}
}
