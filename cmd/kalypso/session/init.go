package session

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/rootsecret"
)

// Init creates the stack and its root secret with the installed Pulumi. It never replaces one.
func (s Session) Init(ctx context.Context) error {
	if _, err := s.pulumi(ctx, nil, "stack", "select", "--create", s.Stack); err != nil {
		return err
	}
	made, err := rootsecret.Ensure(ctx, s.pulumi, s.Stack)
	if made {
		s.say("made a root secret; it is encrypted in Pulumi.%s.yaml", s.Stack)
	}
	return err
}

// pulumi runs the installed Pulumi in the project. It may ask at the terminal, for a passphrase for one, unless it is given a text.
func (s Session) pulumi(ctx context.Context, in io.Reader, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "pulumi", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.Project, &stdout, io.MultiWriter(&stderr, s.Out)
	if cmd.Stdin = in; in == nil && s.In != nil {
		cmd.Stdin = s.In
	}
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("pulumi %s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}
