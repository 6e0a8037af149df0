package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// upReal deploys the user's stack to a cluster of the user's. A context that the user has just agreed to is written to the
// stack's configuration, so that the next run does not ask.
func (s *session) upReal(ctx context.Context, kubeContext string) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	stack, err := pulumi.Select(ctx, cli, s.Project, s.Stack)
	if err != nil {
		return err
	}
	if kubeContext != "" {
		for _, setting := range [][2]string{{"kalypso:cluster.driver", "existing"}, {"kalypso:cluster.context", kubeContext}} {
			if err := stack.Set(ctx, setting[0], setting[1]); err != nil {
				return err
			}
		}
		s.say("wrote kalypso:cluster.driver = existing and kalypso:cluster.context = %s to Pulumi.%s.yaml", kubeContext, s.Stack)
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
	return cli.Attach(ctx, s.Project, os.Stdin, command.Terminal(os.Stdin), "up", "--yes", "--stack", s.Stack)
}

func (s *session) downReal(ctx context.Context) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	return cli.Attach(ctx, s.Project, os.Stdin, command.Terminal(os.Stdin), "destroy", "--yes", "--stack", s.Stack)
}

// pulumi finds the installed Pulumi, or builds one, and gives it a state backend and a passphrase if the user has none.
func (s *session) pulumi(ctx context.Context) (*pulumi.Command, error) {
	cli := &pulumi.Command{Env: append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")}
	installed, err := exec.LookPath("pulumi")
	if err == nil {
		cli.Binary = installed
	} else if cli, err = s.built(ctx, cli.Env); err != nil {
		return nil, err
	}
	settings, err := s.settings(ctx, cli)
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

// settings are the variables that the user has not set and Pulumi cannot do without.
func (s *session) settings(ctx context.Context, command *pulumi.Command) ([]string, error) {
	var settings []string
	if os.Getenv("PULUMI_BACKEND_URL") == "" && s.needsState(ctx, command) {
		if err := os.MkdirAll(s.path("state"), 0o700); err != nil {
			return nil, fmt.Errorf("making a place for Pulumi's state: %w", err)
		}
		settings = append(settings, "PULUMI_BACKEND_URL=file://"+s.path("state"))
	}
	if os.Getenv("PULUMI_CONFIG_PASSPHRASE") != "" || os.Getenv("PULUMI_CONFIG_PASSPHRASE_FILE") != "" {
		return settings, nil
	}
	file, err := s.passphrase()
	if file != "" {
		settings = append(settings, "PULUMI_CONFIG_PASSPHRASE_FILE="+file)
	}
	return settings, err
}

// needsState reports whether Pulumi's state is to be kept here: it is already, or there is no login.
func (s *session) needsState(ctx context.Context, command *pulumi.Command) bool {
	if _, err := os.Stat(s.path("state")); err == nil {
		return true
	}
	_, _, _, err := command.Run(ctx, s.Project, nil, nil, nil, nil, "whoami")
	if err != nil {
		s.say("Pulumi is not logged in anywhere: its state goes to .kalypso/state")
	}
	return err != nil
}

// passphrase is a file with a passphrase of our own, unless the stack is encrypted with one that only the user knows.
func (s *session) passphrase() (string, error) {
	file := s.path("passphrase")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	config, err := os.ReadFile(filepath.Join(s.Project, "Pulumi."+s.Stack+".yaml"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("reading the stack's configuration: %w", err)
	}
	if strings.Contains(string(config), "encryptionsalt:") {
		return "", nil
	}
	if err := os.WriteFile(file, []byte(rand.Text()+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping a passphrase: %w", err)
	}
	return file, nil
}

// publish writes the variables for the user's own use of pulumi; `make` reads the file too.
func (s *session) publish(settings []string) error {
	if len(settings) == 0 {
		return nil
	}
	var text strings.Builder
	for _, setting := range settings {
		fmt.Fprintf(&text, "export %s\n", setting)
	}
	if err := os.WriteFile(s.path("env"), []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("writing Pulumi's settings: %w", err)
	}
	s.say("to use pulumi yourself: . %s", s.path("env"))
	return nil
}
