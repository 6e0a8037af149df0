package scenario

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// The room that a state gets at first, and later: a platform's, with its backup, takes 3 MiB.
const (
	tooSmall = "512k"
	enough   = "64m"
)

// stateDir is where the workspace keeps the state.
func (r *Rehearsal) stateDir() string { return filepath.Join(r.workspace.Dir, "state") }

// diskFull updates with a state on a file system that fills up in the middle, and makes room afterwards. Where none can be
// mounted, this is a plain update.
func (r *Rehearsal) diskFull(ctx context.Context) (string, error) {
	aside := r.stateDir() + "-aside"
	for _, earlier := range []string{"backups", "history"} { // of the lives before this one
		if err := os.RemoveAll(filepath.Join(r.stateDir(), ".pulumi", earlier)); err != nil {
			return "", fmt.Errorf("removing the %s of the state: %w", earlier, err)
		}
	}
	if err := os.CopyFS(aside, os.DirFS(r.stateDir())); err != nil {
		return "", fmt.Errorf("copying the state: %w", err)
	}
	mount := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+tooSmall, "kalypso-rehearsal", r.stateDir())
	if out, err := mount.CombinedOutput(); err != nil {
		r.Skip("disk full for the state", fmt.Sprintf("no file system can be mounted: %v %s", err, out))
		return r.upAfterFault(ctx)
	}
	if err := os.CopyFS(r.stateDir(), os.DirFS(aside)); err != nil {
		return "", fmt.Errorf("copying the state: %w", err)
	}
	if err := r.cluster.Recycle(ctx); err != nil {
		return "", err
	}
	if result, err := r.stack.Up(ctx); err == nil {
		return "", fmt.Errorf("the state had room enough: %s", result.Counts())
	}
	out, err := exec.CommandContext(ctx, "mount", "-o", "remount,size="+enough, r.stateDir()).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("making room: %w: %s", err, out)
	}
	return "it failed, as it has to", nil
}

// roomAgain ends what diskFull has mounted; the stack is empty by then.
func (r *Rehearsal) roomAgain(context.Context) (string, error) { return "", unmount(r.stateDir()) }

// unmount ends a mount; of what is none, nothing.
func unmount(dir string) error {
	parent, err := os.Stat(filepath.Dir(dir))
	if err != nil {
		return nil // nothing was made
	}
	own, err := os.Stat(dir)
	if err != nil || device(own) == device(parent) {
		return nil
	}
	if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("unmounting %s: %w: %s", dir, err, out)
	}
	return nil
}

// device is the number of the file system that a file is on; what kind of number depends on the machine.
func device(info os.FileInfo) any {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Dev
	}
	return nil
}
