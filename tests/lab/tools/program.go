package tools

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
)

// Program builds a package of the project's own into a file. The user's build cache decides what there is to do.
func Program(ctx context.Context, module, pkg, into string, display *progress.Display) error {
	name := filepath.Base(into)
	if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
		return fmt.Errorf("building %s: %w", name, err)
	}
	task := display.Task("building " + name)
	if err := compile(ctx, module, []string{"GOFLAGS=-mod=readonly -buildvcs=false"}, task,
		[]string{"-o", into, "-ldflags=-s -w"}, []string{pkg}); err != nil {
		task.Failed()
		return fmt.Errorf("building %s: %w", name, err)
	}
	task.Done()
	return nil
}

// Platform builds the project's Pulumi program and returns where it is.
func Platform(ctx context.Context, project string, display *progress.Display) (string, error) {
	program := filepath.Join(project, ".kalypso", "bin", "kalypso")
	return program, Program(ctx, project, ".", program, display)
}

// Dependencies compiles what the tests of a module import, so that it is seen how far that is. The name is the module's for
// people.
func Dependencies(ctx context.Context, module, name string, display *progress.Display) error {
	const imported = "{{if and .GoFiles (not .ForTest) (not .Standard)}}{{.ImportPath}}{{end}}"
	listed, err := Go(ctx, module, "list", "-deps", "-test", "-f", imported, "./...")
	if err != nil {
		return err
	}
	packages := slices.DeleteFunc(strings.Fields(listed), func(p string) bool { return strings.HasSuffix(p, ".test") })
	task := display.Task("compiling what the tests of " + name + " import")
	if err := compile(ctx, module, nil, task, nil, packages); err != nil {
		task.Failed()
		return fmt.Errorf("compiling what the tests of %s import: %w", name, err)
	}
	task.Done()
	return nil
}
