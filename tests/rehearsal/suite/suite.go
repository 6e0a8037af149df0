// Package suite runs the Go tests of every module of the project.
package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/rehearsal/report"
)

// limit bounds the tests of one module, the cold build of its dependencies included.
const limit = 30 * time.Minute

// Run tests the program's own module and each one directly below tests/. A module that fails does not stop the others.
func Run(ctx context.Context, project string, out io.Writer) error {
	modules, err := modules(project)
	if err != nil {
		return err
	}
	r := report.New(out, "Tests of every module. The first time their dependencies are compiled, which takes minutes.")
	for _, module := range modules {
		name, err := filepath.Rel(project, module)
		if err != nil {
			return fmt.Errorf("naming %s: %w", module, err)
		}
		if name == "." {
			name = "the program"
		}
		if err := r.Step("go test, "+name, func() (string, error) { return test(ctx, module, r) }); ctx.Err() != nil {
			return errors.Join(err, r.Close())
		}
	}
	return r.Close()
}

// modules leaves out tests/tools: its modules only pin programs and have no tests.
func modules(project string) ([]string, error) {
	below, err := filepath.Glob(filepath.Join(project, "tests", "*", "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("looking for test modules: %w", err)
	}
	all := []string{project}
	for _, file := range below {
		all = append(all, filepath.Dir(file))
	}
	return all, nil
}

func test(ctx context.Context, module string, progress io.Writer) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "./...")
	cmd.Dir, cmd.Env = module, append(os.Environ(), "GOWORK=off")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	done := make(chan struct{})
	go beat(progress, done)
	output, err := cmd.CombinedOutput()
	close(done)
	if err != nil {
		return "", fmt.Errorf("%w\n%s", errors.Join(err, ctx.Err()), output)
	}
	return summary(string(output)), nil
}

// summary counts packages with tests.
func summary(output string) string {
	packages := 0
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "ok ") {
			packages++
		}
	}
	return fmt.Sprintf("%d packages", packages)
}

func beat(progress io.Writer, done <-chan struct{}) {
	begun, ticker := time.Now(), time.NewTicker(30*time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			fmt.Fprintf(progress, "still at it, %.0f s", time.Since(begun).Seconds())
		}
	}
}
