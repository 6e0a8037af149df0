package tools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Program builds the project's own Pulumi program. The go command's cache decides what there is to do.
func Program(ctx context.Context, project, into string, out io.Writer) error {
	if _, err := os.Stat(filepath.Join(project, "main.go")); err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	begun := time.Now()
	stop := beat(out, begun)
	err := compile(ctx, project, filepath.Dir(into), Group{
		Link: "-s -w", Programs: map[string]string{filepath.Base(into): "."},
	})
	stop()
	if err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		fmt.Fprintf(out, "the program: built in %.0f s\n", took.Seconds())
	}
	return nil
}

// Go runs the go command in a module and returns what it printed.
func Go(ctx context.Context, module string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = module, append(os.Environ(), "GOWORK=off")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	endWholeGroup(cmd)
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s in %s: %w\n%s", args[0], module, errors.Join(err, ctx.Err()), complaints.String())
	}
	return string(output), nil
}
