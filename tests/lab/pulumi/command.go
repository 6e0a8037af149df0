// Package pulumi runs a stack through Pulumi's Automation API, and tells what an operation did from the engine's events.
package pulumi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
)

// shutdownTimeout is how long an interrupted command may take to finish what is in flight and write its state. The Automation
// API's own command kills it after ten seconds, in the middle of a Helm installation.
const shutdownTimeout = 2 * time.Minute

// Command is the pulumi command line. It is the Automation API's command too, which would inherit this process's environment.
type Command struct {
	// Binary is the program; Env its whole environment.
	Binary string
	Env    []string
	// operation is how long the run of the operation in hand took; 0 before it, and when the operation is over.
	operation time.Duration
	// started is told the process of an operation.
	started func(pid int)
	version semver.Version
}

var _ auto.PulumiCommand = (*Command)(nil)

// Version returns the program's own version, once a stack was selected.
func (c *Command) Version() semver.Version { return c.version }

// unread are empty answers to what the Automation API asks after each operation, by the subcommand of `pulumi stack`: a second
// of every operation goes into outputs and a history that nothing here reads.
func unread() map[string]string { return map[string]string{"output": "{}", "history": "[]"} }

// Run runs a pulumi command. Cancelling the context interrupts it once, as Ctrl-C would.
func (c *Command) Run(
	ctx context.Context, dir string, stdin io.Reader, stdouts, stderrs []io.Writer, env []string, args ...string,
) (stdout, stderr string, code int, err error) {
	if c.operation > 0 && len(args) > 1 && args[0] == "stack" {
		if answer, unread := unread()[args[1]]; unread {
			return answer, "", 0, nil
		}
	}
	cmd := exec.CommandContext(ctx, c.Binary, append([]string{"--non-interactive", "--color=never"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, append(slices.Clone(c.Env), env...), stdin
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.MultiWriter(append(stdouts, &out)...), io.MultiWriter(append(stderrs, &complaints)...)
	// A group of its own: a Ctrl-C on the terminal reaches this process alone, which passes on one interrupt, once.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = shutdownTimeout
	begun := time.Now()
	operation := slices.Contains(args, "--event-log")
	if err = cmd.Start(); err != nil {
		return "", "", -1, err
	}
	if operation && c.started != nil {
		c.started(cmd.Process.Pid)
	}
	err = cmd.Wait()
	if operation {
		c.operation = time.Since(begun)
	}
	return out.String(), complaints.String(), cmd.ProcessState.ExitCode(), err
}

// Attach runs a command that shows its own progress. At a terminal it gets Ctrl-C from there, once, and is only waited for: a
// second interrupt would make Pulumi drop what is in flight. Elsewhere it gets one interrupt, from this process.
func (c *Command) Attach(ctx context.Context, dir string, stdin *os.File, terminal bool, args ...string) error {
	cmd := exec.CommandContext(ctx, c.Binary, args...)
	cmd.Dir, cmd.Env = dir, c.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !terminal}
	cmd.Cancel = func() error {
		if terminal {
			return nil
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	cmd.WaitDelay = shutdownTimeout
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pulumi %s: %w", args[0], errors.Join(err, ctx.Err()))
	}
	return nil
}
