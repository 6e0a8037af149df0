package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

const symbols = "/proc/kallsyms"

// hideProbe makes the profiler start on a kernel without kprobes. It sets one where the kernel names bpf_ksym_add, to learn of
// programs that are loaded later, and gives up when it cannot. There this process begins again where that name is missing, in
// mounts of its own.
func hideProbe() error {
	if _, err := os.Stat("/sys/bus/event_source/devices/kprobe"); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	all, err := os.ReadFile(symbols)
	if err != nil {
		return fmt.Errorf("reading the kernel's symbols: %w", err)
	}
	var rest bytes.Buffer
	for line := range bytes.Lines(all) {
		if !bytes.HasSuffix(line, []byte(" bpf_ksym_add\n")) {
			rest.Write(line)
		}
	}
	if rest.Len() == len(all) {
		return nil
	}
	if err := cover(symbols, rest.Bytes()); err != nil {
		return fmt.Errorf("hiding a symbol of the kernel: %w", err)
	}
	return fmt.Errorf("beginning again: %w", unix.Exec("/proc/self/exe", os.Args, os.Environ()))
}

// cover puts a file over another, for what this thread executes.
func cover(path string, content []byte) error {
	file, err := os.CreateTemp("", "symbols-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return err
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	return unix.Mount(file.Name(), path, "", unix.MS_BIND, "")
}
