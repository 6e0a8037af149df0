package flows

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// within does something in the network namespace of a process. Its thread is never let go, so it ends with the goroutine; so what is
// done may start no goroutine that opens a socket.
func within(pid int, do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- enter(pid, do)
	}()
	return <-done
}

func enter(pid int, do func() error) error {
	namespace, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", pid))
	if err != nil {
		return fmt.Errorf("looking for the network of process %d: %w", pid, err)
	}
	defer namespace.Close()
	if err := unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("entering the network of process %d: %w", pid, err)
	}
	return do()
}
