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
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/report"
)

// limit bounds the tests of one module, the cold build of its dependencies included.
const limit = 30 * time.Minute

// Run tests the program's own module, tests/, those directly below it, and cmd/kalypso. A module that fails does not stop the others.
func Run(ctx context.Context, project string, out io.Writer) error {
	modules, err := modules(project)
	if err != nil {
		return err
	}
	r := report.New(out, "Tests of every module. The first time their dependencies are compiled, which takes minutes.")
	var total tally
	for _, module := range modules {
		name, err := filepath.Rel(project, module)
		if err != nil {
			return fmt.Errorf("naming %s: %w", module, err)
		}
		if name == "." {
			name = "the program"
		}
		err = r.Step("go test, "+name, func() (string, error) {
			result, err := test(ctx, module, r)
			total.add(result)
			return fmt.Sprintf("%d tests passed", result.passed), err
		})
		if ctx.Err() != nil {
			return errors.Join(err, r.Close())
		}
	}
	r.Note("%d passed, %d failed, %d skipped", total.passed, total.failed, total.skipped)
	return r.Close()
}

// modules leaves out tests/tools: its modules only pin programs and have no tests.
func modules(project string) ([]string, error) {
	all := []string{project}
	for _, pattern := range []string{"cmd/*/go.mod", "tests/go.mod", "tests/*/go.mod"} {
		files, err := filepath.Glob(filepath.Join(project, pattern))
		if err != nil {
			return nil, fmt.Errorf("looking for modules: %w", err)
		}
		for _, file := range files {
			all = append(all, filepath.Dir(file))
		}
	}
	return all, nil
}

func test(ctx context.Context, module string, r *report.Report) (tally, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-json", "./...")
	cmd.Dir, cmd.Env = module, append(os.Environ(), "GOWORK=off")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var result tally
	events, output := io.Pipe()
	cmd.Stdout, cmd.Stderr = output, output
	done := make(chan error, 1)
	go func() { done <- result.read(events, r) }()
	stop := make(chan struct{})
	go beat(r, stop)
	err := cmd.Run()
	close(stop)
	err = errors.Join(err, output.Close(), <-done, ctx.Err())
	if err != nil {
		return result, fmt.Errorf("%w\n%s", err, result.broken.String())
	}
	return result, nil
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
