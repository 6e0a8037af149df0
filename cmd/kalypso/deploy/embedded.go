package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/embedded"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/lab/workspace"
)

// stackName is the stack on the embedded cluster. It lives in the workspace, not among the user's stacks.
const stackName = "embedded"

func (s *session) clusterDir() string { return s.path("embedded", "cluster") }

func (s *session) upEmbedded(ctx context.Context) error {
	w, err := s.workspace(ctx)
	if err != nil {
		return err
	}
	cluster, err := s.cluster(ctx, w.Tools)
	if err != nil {
		return err
	}
	if err := w.Prepare(ctx, s.Project); err != nil {
		return err
	}
	source, err := embedded.Charts(ctx, s.Project, w.Dir)
	if err != nil {
		return err
	}
	s.say("charts: %s", source.Description)
	if !source.Real {
		s.say("  because there are %s", source.Reason)
	}
	stack, err := embedded.Stack(ctx, w, source, stackName)
	if err != nil {
		return err
	}
	if err := s.recover(ctx, recoveryOf(stack)); err != nil {
		return err
	}
	s.say("pulumi up")
	operating, stop := context.WithCancel(ctx)
	defer stop()
	go embedded.Operator(operating, cluster.Client)
	result, err := stack.Reporting(s.say).Up(ctx)
	if err != nil {
		return fmt.Errorf("%w\n\nThe cluster still runs: `make up` resumes, `make down` ends it", err)
	}
	return s.describe(ctx, cluster, result)
}

func (s *session) workspace(ctx context.Context) (workspace.Workspace, error) {
	set, err := tools.Open(s.Project, s.Out)
	if err != nil {
		return workspace.Workspace{}, err
	}
	w := workspace.Workspace{Dir: s.path("embedded", "workspace"), Tools: set, Kubeconfig: controlplane.Kubeconfig(s.clusterDir())}
	return w, set.Ensure(ctx, tools.Embedded()...)
}

// cluster connects to the running control plane, or starts one from nothing: what an earlier one kept was only simulated, and a
// state that describes it would be wrong.
func (s *session) cluster(ctx context.Context, set *tools.Set) (*controlplane.Cluster, error) {
	running, err := controlplane.Running(s.clusterDir())
	if err != nil {
		return nil, err
	}
	if running {
		s.say("the control plane runs already")
		return controlplane.Open(s.clusterDir())
	}
	if died, err := controlplane.Processes(s.clusterDir()); err == nil && len(died) > 0 {
		s.say("the earlier control plane has died: beginning anew")
	}
	if err := s.wipe(); err != nil {
		return nil, err
	}
	begun := time.Now()
	cluster, err := controlplane.Site{}.Start(ctx, s.clusterDir(), embedded.Binaries(set))
	if err != nil {
		return nil, err
	}
	s.say("control plane started in %.1f s, %d nodes Ready", time.Since(begun).Seconds(), controlplane.Nodes)
	return cluster, nil
}

// wipe ends what is left of an embedded cluster and forgets it.
func (s *session) wipe() error {
	if err := controlplane.Stop(s.clusterDir()); err != nil {
		return err
	}
	if err := os.RemoveAll(s.path("embedded")); err != nil {
		return fmt.Errorf("removing the embedded cluster's files: %w", err)
	}
	return nil
}

func (s *session) downEmbedded(ctx context.Context) error {
	running, err := controlplane.Running(s.clusterDir())
	if err != nil {
		return err
	}
	var failure error
	if running {
		failure = s.destroyEmbedded(ctx)
	}
	s.say("ending the control plane")
	return errors.Join(failure, s.wipe())
}

func (s *session) destroyEmbedded(ctx context.Context) error {
	w, err := s.workspace(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(w.Dir + "/Pulumi." + stackName + ".yaml"); errors.Is(err, os.ErrNotExist) {
		return nil // it was interrupted before anything was deployed
	}
	stack, err := w.Stack(ctx, stackName)
	if err != nil {
		return err
	}
	recovery := recoveryOf(stack)
	recovery.Down = true
	if err := s.recover(ctx, recovery); err != nil {
		return err
	}
	cluster, err := controlplane.Open(s.clusterDir())
	if err != nil {
		return err
	}
	defer s.watch(ctx, cluster.Client)()
	s.say("pulumi destroy")
	result, err := stack.Reporting(s.say).Destroy(ctx)
	if err == nil {
		s.say("  %s in %.0f s", result.Counts(), result.Took.Seconds())
	}
	return err
}
