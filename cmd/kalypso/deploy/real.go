package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// upReal deploys the user's stack to a cluster of the user's. A context that the user has just agreed to is written to the
// stack's configuration, so that the next run does not ask.
func (s *session) upReal(ctx context.Context) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	stack, err := pulumi.Select(ctx, cli, s.Project, s.Stack)
	if err != nil {
		return err
	}
	if s.Context != "" {
		for _, setting := range [][2]string{{"kalypso:cluster.driver", "existing"}, {"kalypso:cluster.context", s.Context}} {
			if err := stack.Set(ctx, setting[0], setting[1]); err != nil {
				return err
			}
		}
		s.say("wrote kalypso:cluster.driver = existing and kalypso:cluster.context = %s to Pulumi.%s.yaml", s.Context, s.Stack)
	}
	if charts := os.Getenv(archives.Variable); charts != "" {
		if err := stack.Set(ctx, "kalypso:charts", charts); err != nil {
			return err
		}
		s.say("wrote kalypso:charts = %s (from %s) to Pulumi.%s.yaml", charts, archives.Variable, s.Stack)
	}
	made, err := stack.EnsureRootSecret(ctx)
	if err != nil {
		return err
	}
	if made {
		s.say("made a root secret; it is encrypted in Pulumi.%s.yaml", s.Stack)
	}
	if err := s.recover(ctx, recoveryOf(stack)); err != nil {
		return err
	}
	return s.attach(ctx, cli, "up")
}

func (s *session) downReal(ctx context.Context) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	of := recovery.Recovery{Command: cli, Dir: s.Project, Stack: s.Stack, Down: true}
	if err := s.recover(ctx, of); err != nil {
		return err
	}
	deployed, err := of.Deployed(ctx)
	if err != nil || deployed.Client == nil {
		return errors.Join(err, s.attach(ctx, cli, "destroy")) // without a cluster it says so itself
	}
	if err := s.letGo(ctx, deployed.Client, deployed.Namespaces); err != nil {
		return err
	}
	defer s.watch(ctx, deployed.Client)()
	return s.attach(ctx, cli, "destroy")
}

// attach runs an operation on the user's cluster: Pulumi shows what it would do and asks, unless the user has agreed beforehand.
func (s *session) attach(ctx context.Context, cli *pulumi.Command, operation string) error {
	args := []string{operation, "--stack", s.Stack}
	if s.Yes {
		args = append(args, "--yes")
	}
	return cli.Attach(ctx, s.Project, os.Stdin, command.Terminal(os.Stdin), args...)
}

// pulumi finds the installed Pulumi, or builds one, and gives it a state backend and a passphrase if the user has none.
func (s *session) pulumi(ctx context.Context) (*pulumi.Command, error) {
	// The provider leaves a copy of the kubeconfig in the directory for temporary files when it is killed.
	cli := &pulumi.Command{Env: append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true", "TMPDIR="+s.path("tmp"))}
	if err := os.MkdirAll(s.path("tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("making a place for temporary files: %w", err)
	}
	installed, err := exec.LookPath("pulumi")
	if err == nil {
		cli.Binary = installed
	} else if cli, err = s.built(ctx, cli.Env); err != nil {
		return nil, err
	}
	settings, err := s.settings()
	if err != nil {
		return nil, err
	}
	cli.Env = append(cli.Env, settings...)
	return cli, s.publish(settings)
}

// built is a Pulumi that was built here, for a machine without one. It keeps its state in files only.
func (s *session) built(ctx context.Context, env []string) (*pulumi.Command, error) {
	if backend := os.Getenv("PULUMI_BACKEND_URL"); backend != "" && !strings.HasPrefix(backend, "file:") {
		return nil, fmt.Errorf("PULUMI_BACKEND_URL is %s, and no `pulumi` is on PATH: the one that is built here keeps its state in files; "+
			"install Pulumi from https://www.pulumi.com/docs/install/", backend)
	}
	set, err := tools.Open(s.Project, s.Out)
	if err != nil {
		return nil, err
	}
	if err := set.Ensure(ctx, tools.CLI()...); err != nil {
		return nil, err
	}
	if err := set.WrapHost(s.path("bin"), "-buildTarget="+s.path("bin", "program")); err != nil {
		return nil, err
	}
	path := strings.Join(append([]string{s.path("bin")}, append(set.Dirs(), os.Getenv("PATH"))...), string(os.PathListSeparator))
	return &pulumi.Command{Binary: set.Path("pulumi"), Env: append(env, "PATH="+path)}, nil
}
