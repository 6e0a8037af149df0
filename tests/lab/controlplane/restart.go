package controlplane

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// APIServer names the API server among the processes of a control plane.
const APIServer = "kube-apiserver"

// Restart kills a process of the control plane in dir, as a crash would, and starts it again after the pause with the same
// arguments. Linux only: they are read from /proc.
func Restart(dir, name string, pause time.Duration) error {
	s, err := load(dir)
	if err != nil {
		return err
	}
	for i, id := range s.Processes {
		if id.Name != name {
			continue
		}
		args, err := started(id.PID, "cmdline")
		if err != nil {
			return err
		}
		env, err := started(id.PID, "environ")
		if err != nil {
			return err
		}
		if err := Signal(dir, name, syscall.SIGKILL); err != nil {
			return err
		}
		time.Sleep(pause)
		again, err := process.Start(process.Spec{Name: name, Path: args[0], Args: args[1:], Env: env, Dir: dir})
		if err != nil {
			return err
		}
		s.Processes[i] = again.Identity
		return files{dir}.save(s)
	}
	return fmt.Errorf("restarting %s: it does not run", name)
}

// Answers waits until the API server is ready again.
func (c *Cluster) Answers(ctx context.Context) error {
	return kube.Eventually(ctx, StartTimeout, func() error { return ready(c.Client)(ctx) })
}

// Signal sends a signal to a process of the control plane in dir: SIGSTOP makes every connection to it hang, SIGCONT ends that.
func Signal(dir, name string, signal syscall.Signal) error {
	ids, err := Processes(dir)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id.Name == name && id.Alive() {
			return syscall.Kill(id.PID, signal)
		}
	}
	return errors.New(name + " does not run")
}

// started reads a file of a process that holds strings, each ended by a zero byte.
func started(pid int, file string) ([]string, error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/" + file)
	if err != nil {
		return nil, fmt.Errorf("reading how process %d was started: %w", pid, err)
	}
	var all []string
	for part := range bytes.SplitSeq(bytes.TrimRight(raw, "\x00"), []byte{0}) {
		all = append(all, string(part))
	}
	return all, nil
}
