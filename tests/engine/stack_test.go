// Package engine runs the whole program on Pulumi's own engine, in process, against a cluster in memory.
package engine

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	kubernetes "github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// stack is a development stack of the platform with its state and its cluster.
type stack struct {
	t       *testing.T
	project string
	*cluster
	state *deploy.Snapshot // nil: nothing was ever deployed
	// ask stands in for cluster.Ask.
	ask func(context.Context, config.Cluster) (kubernetes.Answer, error)
	// continues is --continue-on-error: what does not depend on a failure goes on.
	continues bool
}

func newStack(t *testing.T, keys stackstest.Config) *stack {
	t.Helper()
	s := &stack{t: t, project: stackstest.Project(t), cluster: newCluster(), ask: stackstest.Kubernetes(34)}
	s.configure(keys)
	return s
}

// configure replaces the stack's configuration by the development profile with these keys set.
func (s *stack) configure(keys stackstest.Config) {
	s.t.Helper()
	stackstest.Development(s.project).With(keys).Set(s.t)
}

// up is `pulumi up --skip-preview`. It returns what was done to each resource, without those that stayed the same.
func (s *stack) up() ([]string, error) { return s.run(engine.Update) }

// destroy is `pulumi destroy`.
func (s *stack) destroy() ([]string, error) { return s.run(engine.Destroy) }

func (s *stack) mustUp() []string {
	s.t.Helper()
	steps, err := s.up()
	require.NoError(s.t, err)
	return steps
}

// run runs one operation of the engine on a copy of the state and keeps the new state, also that of a failure.
func (s *stack) run(op lt.TestOp) ([]string, error) {
	s.t.Helper()
	s.tape = nil
	plan := &lt.TestPlan{Project: "kalypso", Stack: "test"}
	options := lt.TestUpdateOptions{
		T: silent{s.t}, HostF: s.host(), SkipDisplayTests: true,
		UpdateOptions: engine.UpdateOptions{Parallel: 16, ContinueOnError: s.continues},
	}
	var steps []string
	state, err := op.Run(plan.GetProject(), plan.GetTarget(s.t, s.state), options, false, nil,
		func(_ workspace.Project, _ deploy.Target, entries engine.JournalEntries, _ []engine.Event, err error) error {
			for _, entry := range entries {
				step := entry.Step
				done := entry.Kind == engine.TestJournalEntrySuccess && step.Op() != deploy.OpSame
				if state := step.Res(); done && state.Custom {
					steps = append(steps, fmt.Sprintf("%s %s", step.Op(), id(step.URN())))
				}
			}
			return err
		})
	require.NotNil(s.t, state, "no state was left, or one that does not hold together: %v", err)
	s.state = state
	return steps, err
}

// silent is a test that keeps the engine's messages to itself: there are hundreds of runs.
type silent struct{ *testing.T }

func (silent) Log(...any)          {}
func (silent) Logf(string, ...any) {}

// host gives the engine the program to run and the providers.
func (s *stack) host() deploytest.PluginHostFactory {
	address := ""
	program := func(info plugin.RunInfo, _ *deploytest.ResourceMonitor) error {
		ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
			Project: info.Project, Stack: info.Stack, Parallel: info.Parallel, DryRun: info.DryRun,
			MonitorAddr: info.MonitorAddress, EngineAddr: address,
		})
		if err != nil {
			return err
		}
		defer func() { _ = ctx.Close() }()
		return pulumi.RunWithContext(ctx, stacks.Program{Dir: s.project, Ask: s.ask}.Run)
	}
	load := func() (plugin.Provider, error) { return s.provider(), nil }
	sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
	return func() plugin.Host {
		host := deploytest.NewPluginHost(sink, sink, deploytest.NewLanguageRuntime(program),
			deploytest.NewProviderLoader("command", semver.MustParse("1.2.1"), load),
			deploytest.NewProviderLoader("kubernetes", semver.MustParse("4.32.0"), load),
			deploytest.NewProviderLoader("minio", semver.MustParse("0.16.3"), load))
		address = host.(interface{ ServerAddr() string }).ServerAddr()
		return host
	}
}

// resources are the ids of everything in the state that providers manage, sorted.
func (s *stack) resources() []string {
	var ids []string
	for _, one := range s.state.Resources {
		if one.Custom && !one.Delete {
			ids = append(ids, id(one.URN))
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// did are the ids of the steps with that operation, sorted.
func did(steps []string, op display.StepOp) []string {
	var ids []string
	prefix := string(op) + " "
	for _, step := range steps {
		if len(step) > len(prefix) && step[:len(prefix)] == prefix {
			ids = append(ids, step[len(prefix):])
		}
	}
	return slices.Sorted(slices.Values(ids))
}
