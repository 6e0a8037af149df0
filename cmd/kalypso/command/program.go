package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// grace is how long an interrupted program may take to end what it has begun.
const grace = 3 * time.Minute

// Build builds a further program of this module and returns its path. Each is built when it is first needed: what Helm's
// engine or Pulumi's Automation API bring takes minutes to compile.
func Build(ctx context.Context, project, name string, display *progress.Display) (string, error) {
	binary := filepath.Join(project, ".kalypso", "bin", name)
	return binary, tools.Program(ctx, filepath.Join(project, "cmd", "kalypso"), "./"+name, binary, display)
}

// HandOver builds a further program of this module, shows that on out, and starts it in place of this one.
func HandOver(ctx context.Context, project, name string, out io.Writer, args ...string) error {
	set, err := tools.Open(project, out)
	if err != nil {
		return err
	}
	binary, err := Build(ctx, project, name, set.Progress)
	if err != nil {
		return err
	}
	set.Progress.Close()
	return Start(ctx, binary, args...)
}

// Interruptible returns a command that cancelling interrupts once, and that may then clean up after itself.
func Interruptible(ctx context.Context, binary string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = grace
	return cmd
}

// Start runs a program in place of this one: it has this one's terminal.
func Start(ctx context.Context, binary string, args ...string) error {
	cmd := Interruptible(ctx, binary, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(binary), err)
	}
	return nil
}
