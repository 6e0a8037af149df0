package scenario

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// compileLimit is how much CPU time the program may take to compile from nothing: people and CI pay it on every new machine.
const compileLimit = 150 * time.Second

// compileCost builds the program with an empty build cache and takes the CPU time, which other work on the machine disturbs
// less than the time on the clock. Modules are downloaded already.
func (r *Rehearsal) compileCost(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp("", "kalypso-compile-")
	if err != nil {
		return "", fmt.Errorf("making an empty build cache: %w", err)
	}
	defer os.RemoveAll(dir)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "kalypso"), ".")
	cmd.Dir, cmd.Env = r.Project, append(os.Environ(), "GOCACHE="+filepath.Join(dir, "cache"), "GOWORK=off")
	if output, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program from an empty build cache: %w\n%s", err, output)
	}
	r.measured.compile = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return fmt.Sprintf("%.0f CPU seconds", r.measured.compile.Seconds()), nil
}
