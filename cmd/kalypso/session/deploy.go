package session

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// target is where to deploy to: an embedded cluster, or the one of the user's stack, whose context is to be written first
// unless it is there.
type target struct {
	embedded bool
	context  string
}

func (t target) arguments() []string {
	switch {
	case t.embedded:
		return []string{"--embedded"}
	case t.context != "":
		return []string{"--context", t.context}
	}
	return nil
}

// tools are what there is to build. For a cluster of the user's, an installed Pulumi is used as it is.
func (t target) tools() []tools.Group {
	if t.embedded {
		return tools.Embedded()
	}
	if _, err := exec.LookPath("pulumi"); err == nil {
		return nil
	}
	return tools.CLI()
}

// deploy builds what is missing and hands over. What is fetched for the tools arrives while the program is built; with the
// program there is a plan to read while they are.
func (s Session) deploy(ctx context.Context, target target) error {
	set, err := tools.Open(s.Project, s.Out)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go set.Fetch(ctx, target.tools()...)
	if err := s.build(ctx, set, target); err != nil {
		return err
	}
	if err := s.render(ctx, set, target); err != nil {
		return err
	}
	set.Progress.Close()
	args := slices.Concat([]string{"up", "--stack", s.Stack}, target.arguments(), s.agreed())
	if err := command.Start(ctx, s.path("bin", deploying), args...); err != nil {
		return err
	}
	return set.Cache.Trim()
}

// deploying is the program of this module that does it.
const deploying = "deploy"

func (s Session) build(ctx context.Context, set *tools.Set, target target) error {
	// The first time the plan comes first. Later each has next to nothing to compile, and both can be looked at at once.
	both := make(chan error, 1)
	build := func() {
		_, err := command.Build(ctx, s.Project, deploying, set.Progress)
		both <- err
	}
	if _, err := os.Stat(s.path("bin", deploying)); err == nil {
		go build()
		build = func() {}
	}
	program, err := tools.Platform(ctx, s.Project, set.Progress)
	if err != nil {
		return err
	}
	if err := s.plan(ctx, program, set.Progress, target.embedded); err != nil {
		return err
	}
	build()
	if err := <-both; err != nil {
		return err
	}
	return set.Ensure(ctx, target.tools()...)
}

// rendering is the program of this module that has Helm's engine.
const rendering = "charts"

// render renders everything that the stack of the user's would install, where the program for it is there (`kalypso charts render` has been
// used): a chart that refuses its values stops here, and not in the middle of the update.
func (s Session) render(ctx context.Context, set *tools.Set, target target) error {
	_, unbuilt := os.Stat(s.path("bin", rendering))
	if _, unconfigured := os.Stat(s.stackFile()); unbuilt != nil || unconfigured != nil || target.embedded {
		return nil
	}
	program, err := command.Build(ctx, s.Project, rendering, set.Progress)
	if err != nil {
		return err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "render", "all", "--images", "--stack", s.Stack)
	cmd.Dir, cmd.Stderr = s.Project, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("rendering what would be installed: %w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}

// run hands over to the deploying program.
func (s Session) run(ctx context.Context, what string, args ...string) error {
	return command.HandOver(ctx, s.Project, deploying, s.Out, append([]string{what, "--stack", s.Stack}, args...)...)
}

// Plan shows what `up` would deploy.
func (s Session) Plan(ctx context.Context) error {
	set, err := tools.Open(s.Project, s.Out)
	if err != nil {
		return err
	}
	program, err := tools.Platform(ctx, s.Project, set.Progress)
	if err != nil {
		return err
	}
	defer set.Progress.Close()
	configured, err := s.configured()
	if err != nil {
		return fmt.Errorf("planning stack %s: %w", s.Stack, err)
	}
	return s.plan(ctx, program, set.Progress, !configured)
}
