package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/embedded"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// upReal deploys the user's stack to a cluster of the user's. A context that the user has just agreed to is written to the
// stack's configuration, so that the next run does not ask.
func (s Session) upReal(ctx context.Context, kubeContext string) error {
	command, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	stack, err := pulumi.Select(ctx, command, s.Project, s.Stack)
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
	s.say("building the program (about 2 min the first time)")
	if err := tools.Program(ctx, s.Project, s.path("bin", "kalypso"), s.Out); err != nil {
		return err
	}
	return command.Attach(ctx, s.Project, s.In, terminal(s.In), "up", "--yes", "--stack", s.Stack)
}

func (s Session) downReal(ctx context.Context) error {
	if deployed, err := s.configured(); err != nil || !deployed {
		s.say("nothing to take down: there is no embedded cluster, and Pulumi.%s.yaml names no other", s.Stack)
		return err
	}
	agreed, asked := s.ask(fmt.Sprintf("Remove the stack %s from the cluster that Pulumi.%s.yaml names, with all its data?", s.Stack, s.Stack))
	if !asked {
		s.say("Stack %s is on a cluster of yours. There is no terminal to agree at; to remove it, with all its data: make destroy", s.Stack)
	}
	if !agreed {
		return nil
	}
	command, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	return command.Attach(ctx, s.Project, s.In, terminal(s.In), "destroy", "--yes", "--stack", s.Stack)
}

// pulumi finds the installed Pulumi, or builds one, and gives it a state backend and a passphrase if the user has none.
func (s Session) pulumi(ctx context.Context) (*pulumi.Command, error) {
	command := &pulumi.Command{Env: append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")}
	installed, err := exec.LookPath("pulumi")
	if err == nil {
		command.Binary = installed
	} else {
		s.say("no `pulumi` on PATH: building one")
		set, err := embedded.Tools(ctx, s.Project, s.Out, tools.CLI()...)
		if err != nil {
			return nil, err
		}
		command.Binary = set.Path("pulumi")
		command.Env = append(command.Env, "PATH="+strings.Join(append(set.Dirs(), os.Getenv("PATH")), string(os.PathListSeparator)))
	}
	settings, err := s.settings(ctx, command)
	if err != nil {
		return nil, err
	}
	command.Env = append(command.Env, settings...)
	return command, s.publish(settings)
}

// settings are the variables that the user has not set and Pulumi cannot do without.
func (s Session) settings(ctx context.Context, command *pulumi.Command) ([]string, error) {
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
func (s Session) needsState(ctx context.Context, command *pulumi.Command) bool {
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
func (s Session) passphrase() (string, error) {
	file := s.path("passphrase")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	config, err := os.ReadFile(s.stackFile())
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
func (s Session) publish(settings []string) error {
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
