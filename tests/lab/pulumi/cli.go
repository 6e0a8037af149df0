package pulumi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// CLI is the Pulumi command line in one project, with one stack.
type CLI struct {
	// Binary is the pulumi command; Dir the project; Env its whole environment.
	Binary, Dir string
	Env         []string
	// Stack is the stack that every operation works on; ConfigFile is its configuration when that is not Pulumi.<stack>.yaml.
	Stack, ConfigFile string
	// Seen is told every event while an operation runs; may be nil.
	Seen func(Event)
}

// limit bounds one operation. The longest seen is a destroy in waves, 52 s.
const limit = 20 * time.Minute

// grace is how long an interrupted command may take to finish what is in flight and write its state.
const grace = 2 * time.Minute

// Preview shows what an update would do.
func (c CLI) Preview(ctx context.Context, more ...string) (Result, error) {
	return c.operate(ctx, append([]string{"preview"}, more...)...)
}

// Up brings the cluster to what the program says.
func (c CLI) Up(ctx context.Context, more ...string) (Result, error) {
	return c.operate(ctx, append([]string{"up", "--yes", "--skip-preview"}, more...)...)
}

// Destroy removes everything that the stack has made.
func (c CLI) Destroy(ctx context.Context) (Result, error) {
	return c.operate(ctx, "destroy", "--yes", "--skip-preview")
}

// operate runs one operation with an event log. Cancelling the context interrupts it as Ctrl-C would.
func (c CLI) operate(ctx context.Context, args ...string) (Result, error) {
	log, err := os.CreateTemp(c.Dir, ".events-*.json")
	if err != nil {
		return Result{}, fmt.Errorf("making an event log: %w", err)
	}
	defer func() { _ = log.Close(); _ = os.Remove(log.Name()) }()
	args = append(args, "--stack", c.Stack, "--event-log", log.Name(), "--suppress-permalink=true")
	if c.ConfigFile != "" {
		args = append(args, "--config-file", c.ConfigFile)
	}
	events := &reader{file: log}
	begun := time.Now()
	output, code, err := c.follow(ctx, events, args...)
	result := Result{Took: time.Since(begun), Events: events.events, Code: code}
	for _, event := range events.events {
		if event.Summary != nil {
			result.Changes = event.Summary.Changes
		}
	}
	if err == nil && result.Changes == nil {
		err = errors.New("the event log has no summary")
	}
	if err != nil {
		return result, fmt.Errorf("pulumi %s: %w\n%s", args[0], err, explain(result, output))
	}
	return result, nil
}

// follow runs the command and reads its event log meanwhile.
func (c CLI) follow(ctx context.Context, events *reader, args ...string) (output string, code int, err error) {
	seen := c.Seen
	if seen == nil {
		seen = func(Event) {}
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				stopped <- events.next(seen)
				return
			case <-time.After(30 * time.Millisecond):
				if err := events.next(seen); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	output, code, err = c.run(ctx, nil, args...)
	close(stop)
	return output, code, errors.Join(err, <-stopped)
}

// Run runs any other pulumi command and returns what it printed.
func (c CLI) Run(ctx context.Context, stdin io.Reader, args ...string) (string, error) {
	output, _, err := c.run(ctx, stdin, args...)
	if err != nil {
		return output, fmt.Errorf("pulumi %s: %w\n%s", strings.Join(args[:min(2, len(args))], " "), err, indent(output))
	}
	return output, nil
}

func (c CLI) run(ctx context.Context, stdin io.Reader, args ...string) (string, int, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Binary, append(args, "--non-interactive", "--color=never")...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.Dir, c.Env, stdin
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	// A group of its own: a Ctrl-C on the terminal reaches us alone, and we pass on one interrupt, once.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	if err != nil {
		return out.String() + complaints.String(), cmd.ProcessState.ExitCode(), errors.Join(err, context.Cause(ctx))
	}
	return out.String(), 0, nil
}

// explain prefers the engine's own errors to the text around them.
func explain(r Result, output string) string {
	if all := r.Complaints(); len(all) > 0 {
		return indent(strings.Join(all, "\n"))
	}
	return indent(output)
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}
