package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Spec says what to run.
type Spec struct {
	Name string
	Path string
	Args []string
	// Env is the whole environment; a daemon inherits nothing by accident.
	Env []string
	// Dir is where the process runs and where its log, <Name>.log, is written.
	Dir string
}

// Log is where the process writes its output.
func (s Spec) Log() string { return filepath.Join(s.Dir, s.Name+".log") }

// Process is a running program that we started.
type Process struct {
	Identity
	log    string
	exited chan struct{}
}

// Start runs a program in a session of its own: it does not end with our terminal, and signalling its group reaches its children.
func Start(spec Spec) (*Process, error) {
	log, err := os.OpenFile(spec.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", spec.Name, err)
	}
	defer log.Close()
	cmd := exec.Command(spec.Path, spec.Args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = spec.Dir, spec.Env, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", spec.Name, err)
	}
	p := &Process{log: spec.Log(), exited: make(chan struct{})}
	id, err := identify(spec.Name, cmd.Process.Pid)
	p.Identity = Identity{Name: spec.Name, PID: cmd.Process.Pid, Started: id.Started}
	go func() {
		_ = cmd.Wait()
		close(p.exited)
	}()
	if err != nil { // it ended before its start time could be read
		<-p.exited
		return nil, p.Failure()
	}
	return p, nil
}

// Exited is closed when the process has ended by itself or been stopped.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// Failure is the error for a process that ended when it should not have: its name and the end of its log.
func (p *Process) Failure() error {
	return fmt.Errorf("%s ended unexpectedly; the end of %s:\n%s", p.Name, p.log, Tail(p.log, 15))
}

// Tail gives the last lines of a file, indented, or says why there are none.
func Tail(file string, lines int) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return "    (no log: " + err.Error() + ")"
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "    " + strings.Join(all, "\n    ")
}
