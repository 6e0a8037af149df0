package pulumi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Attach runs a command that shows its own progress. At a terminal it gets Ctrl-C from there, once, and is only waited for: a
// second interrupt would make Pulumi drop what is in flight. Elsewhere it gets one interrupt, from us.
func (c CLI) Attach(ctx context.Context, stdin *os.File, terminal bool, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Hour)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Binary, args...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !terminal}
	cmd.Cancel = func() error {
		if terminal {
			return nil
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	cmd.WaitDelay = grace
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pulumi %s: %w", args[0], errors.Join(err, ctx.Err()))
	}
	return nil
}
