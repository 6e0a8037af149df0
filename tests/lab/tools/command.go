package tools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
)

// limit bounds one build: three times the slowest one seen.
const limit = 30 * time.Minute

// compile runs `go build` with flags and further environment in a module, counting the packages that it names.
func compile(ctx context.Context, module string, env []string, task *progress.Task, flags, packages []string) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	go count(ctx, module, env, task, flags, packages)
	cmd := command(ctx, module, env, slices.Concat([]string{"build", "-v"}, flags, packages)...)
	output := &lines{task: task}
	cmd.Stderr, cmd.Stdout = output, output
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("interrupted; the next run goes on from here: %w", ctx.Err())
	case err != nil:
		return fmt.Errorf("%w\n%s", errors.Join(err, ctx.Err()), output.complaints.String())
	}
	return nil
}

// count tells the task how many packages there are to compile, if that takes longer than counting them.
func count(ctx context.Context, module string, env []string, task *progress.Task, flags, packages []string) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(3 * time.Second):
	}
	list := []string{"list", "-deps", "-f", "{{if .Stale}}+{{end}}"}
	cmd := command(ctx, module, env, slices.Concat(list, withoutOutput(flags), packages)...)
	if out, err := cmd.Output(); err == nil {
		task.Total(bytes.Count(out, []byte("+")))
	}
}

// withoutOutput leaves out -o and its value, which only a build knows.
func withoutOutput(flags []string) []string {
	if len(flags) > 1 && flags[0] == "-o" {
		return flags[2:]
	}
	return flags
}

// Go runs the go command in a module and returns what it printed.
func Go(ctx context.Context, module string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := command(ctx, module, nil, args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s in %s: %w\n%s", args[0], module, errors.Join(err, ctx.Err()), complaints.String())
	}
	return string(output), nil
}

// command is the go command in a group of its own, so that a cancelled one takes its compilers with it. A workspace of the
// user's must not change a build.
func command(ctx context.Context, module string, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = module, append(append(os.Environ(), "GOWORK=off"), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// lines reads what `go build -v` says: a package per line when it is compiled, modules as they are fetched, and complaints.
type lines struct {
	task       *progress.Task
	rest       []byte
	complaints strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		l.rest = rest
		switch text := string(line); {
		case strings.HasPrefix(text, "go: downloading "):
			l.task.Fetched()
		case strings.ContainsAny(text, " :"):
			l.complaints.WriteString(text + "\n")
		default:
			l.task.Step()
		}
	}
}
