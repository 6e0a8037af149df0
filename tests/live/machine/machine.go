// Package machine puts together a live node on this machine: it builds the programs, fetches Debian's packages, makes the
// images that the node itself runs, and knows whose a node is that it finds.
package machine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/embedded"
	"github.com/kalypsoServing/kalypso/tests/lab/fixtures"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/image"
	"github.com/kalypsoServing/kalypso/tests/live/node"
)

// Machine is this one.
type Machine struct {
	// Project is the root of the product's tree.
	Project string
	Out     io.Writer

	maker    image.Maker
	programs node.Programs
	started  bool
}

// Missing says what this machine lacks; nil if it can run a live node.
func Missing() error {
	if runtime.GOOS != "linux" {
		return fmt.Errorf("a live node needs Linux, and this is %s", runtime.GOOS)
	}
	return node.Missing()
}

// Prepare builds and fetches everything that a start needs, once per machine.
func (m *Machine) Prepare(ctx context.Context) error {
	if err := Missing(); err != nil {
		return fmt.Errorf("this machine cannot run a live node:\n%w", err)
	}
	set, err := tools.Open(m.Project, m.Out)
	if err != nil {
		return err
	}
	if err := set.Ensure(ctx, tools.Kubernetes(), tools.Node(), image.Pause().Group, image.CoreDNS().Group); err != nil {
		return err
	}
	m.maker = image.Maker{Tools: set, Cache: set.Cache.Debian(), Out: m.Out}
	system, err := node.System().Ensure(ctx, m.maker.Cache, m.Out)
	if err != nil {
		return err
	}
	m.programs = node.Programs{
		ControlPlane: embedded.Binaries(set), Kubelet: set.Path("kubelet"), KubeProxy: set.Path("kube-proxy"), System: system,
	}
	return nil
}

// Started tells whether the node is of this run, so that this run has to stop it.
func (m *Machine) Started() bool { return m.started }

// Maker makes images with the same tools.
func (m *Machine) Maker() image.Maker { return m.maker }

// Start brings the node up, to stay or as this run's own: when the run dies, the next one removes it. What a killed run has
// left is removed first; a node that is in use is an error.
func (m *Machine) Start(ctx context.Context, stay bool) (*controlplane.Cluster, error) {
	if err := removeAbandoned(); err != nil {
		return nil, err
	}
	if !stay {
		if err := takeNode(); err != nil {
			return nil, err
		}
	}
	m.started = true
	archives, err := m.images(ctx)
	if err != nil {
		return nil, err
	}
	return node.Start(ctx, node.Dir, m.programs, archives)
}

// images makes those that every live node has, in its state directory.
func (m *Machine) images(ctx context.Context) ([]string, error) {
	dir := filepath.Join(node.Dir, "images")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the images of the node: %w", err)
	}
	var archives []string
	for name, recipe := range map[string]image.Recipe{
		node.PauseImage: image.Pause(), fixtures.Image: image.Pause(), node.DNSImage: image.CoreDNS(),
	} {
		file := filepath.Join(dir, recipe.Program+fmt.Sprint(len(archives))+".tar")
		if _, err := m.maker.Make(ctx, recipe, name, file); err != nil {
			return nil, err
		}
		archives = append(archives, file)
	}
	return archives, nil
}

// Load makes the images of the archives known to the node.
func (m *Machine) Load(ctx context.Context, archives ...string) error {
	return node.Load(ctx, node.Dir, m.programs, archives...)
}

// Recycle empties the volumes that earlier deployments to the node have left.
func (m *Machine) Recycle(ctx context.Context) error {
	cluster, err := node.Open(node.Dir)
	if err != nil {
		return err
	}
	return node.Recycle(ctx, node.Dir, cluster)
}

// Stop ends the node and checks that nothing of it is left.
func (m *Machine) Stop() error {
	if err := node.Stop(node.Dir); err != nil {
		return err
	}
	traces, err := node.Traces(node.Dir)
	for _, trace := range traces {
		err = errors.Join(err, errors.New("left behind: "+trace))
	}
	return err
}
