package tools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// limit bounds one build: three times the slowest one seen.
const limit = 30 * time.Minute

// heartbeat is how often a long build says that it is alive.
const heartbeat = 30 * time.Second

// build makes a group in a directory of its own and moves it into place when all of it is there, so that an interrupted
// build is never taken for a finished one.
func (s *Set) build(ctx context.Context, dir string, group Group) error {
	names := strings.Join(slices.Sorted(maps.Keys(group.Programs)), ", ")
	fmt.Fprintf(s.Out, "building %s (about %s the first time)\n", names, group.Cold)
	if err := os.MkdirAll(s.Cache, 0o755); err != nil {
		return fmt.Errorf("making the directory of built tools: %w", err)
	}
	scratch, err := os.MkdirTemp(s.Cache, ".building-"+group.Name+"-")
	if err != nil {
		return fmt.Errorf("making the directory of built tools: %w", err)
	}
	defer os.RemoveAll(scratch)

	begun := time.Now()
	stop := beat(s.Out, begun)
	err = compile(ctx, filepath.Join(s.Source, group.Name), scratch, group)
	stop()
	if err != nil {
		return fmt.Errorf("building %s: %w", names, err)
	}
	if err := os.Rename(scratch, dir); err != nil && !complete(dir, group) {
		return fmt.Errorf("keeping the built %s: %w", names, err)
	}
	fmt.Fprintf(s.Out, "  built in %.0f s\n", time.Since(begun).Seconds())
	return nil
}

func compile(ctx context.Context, module, into string, group Group) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := []string{"build", "-ldflags=" + group.Link, "-o", into + string(filepath.Separator)}
	if len(group.Programs) == 1 { // a package's own name need not be the program's
		for program := range group.Programs {
			args[len(args)-1] = filepath.Join(into, program)
		}
	}
	args = append(args, slices.Sorted(maps.Values(group.Programs))...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = module
	// go.sum holds every hash, so nothing about checksums needs setting; a workspace or a git owner must not change the build.
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly -buildvcs=false", "GOWORK=off")
	if group.Static {
		cmd.Env = append(cmd.Env, "CGO_ENABLED=0")
	}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	endWholeGroup(cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", errors.Join(err, ctx.Err()), output.String())
	}
	return nil
}

// endWholeGroup makes a cancelled command take its compilers with it.
func endWholeGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
}

// beat prints a line now and then until the returned function is called.
func beat(out io.Writer, begun time.Time) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	ticker := time.NewTicker(heartbeat)
	go func() {
		defer close(ended)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				fmt.Fprintf(out, "  still building, %.0f s\n", time.Since(begun).Seconds())
			}
		}
	}()
	return func() { close(done); <-ended }
}
