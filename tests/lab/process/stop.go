package process

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// Stop asks every process to end, in the given order's reverse, waits until they are gone, and kills what is left after
// timeout. Only processes that are still the recorded ones are touched.
func Stop(ids []Identity, timeout time.Duration) error {
	var failures []error
	for i := len(ids) - 1; i >= 0; i-- {
		signal(ids[i], syscall.SIGTERM)
	}
	for i := len(ids) - 1; i >= 0; i-- {
		if gone(ids[i], timeout) {
			continue
		}
		signal(ids[i], syscall.SIGKILL)
		if !gone(ids[i], 5*time.Second) {
			failures = append(failures, fmt.Errorf("stopping %s: process %d does not end even when killed", ids[i].Name, ids[i].PID))
		}
	}
	return errors.Join(failures...)
}

// Kill ends those processes at once that are still the recorded ones, and nothing that they have started.
func Kill(ids []Identity) {
	for _, id := range ids {
		if id.Alive() {
			_ = syscall.Kill(id.PID, syscall.SIGKILL)
		}
	}
}

// signal reaches the whole group, which is the process and what it started.
func signal(id Identity, sig syscall.Signal) {
	if id.Alive() {
		_ = syscall.Kill(-id.PID, sig)
	}
}

func gone(id Identity, within time.Duration) bool {
	for deadline := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		if !id.Alive() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}
