package main

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// liftMemoryLock makes the profiler start on a machine whose root lacks CAP_SYS_RESOURCE. It lifts the limit of locked memory
// before it loads a program, as kernels before 5.11 need it, and gives up when it may not. There, and nowhere else, this
// process answers its own calls for that limit with success, by a filter: nothing else asks, and nothing changes.
func liftMemoryLock() error {
	var before unix.Rlimit
	most := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
	err := unix.Prlimit(0, unix.RLIMIT_MEMLOCK, &most, &before)
	if !errors.Is(err, unix.EPERM) {
		return err
	}
	// The filter reaches threads that are there already, and a process that may not gain privileges may always have one.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("promising to gain no privileges: %w", err)
	}
	filter := memoryLockFilter()
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&program)))
	if failed != 0 {
		return fmt.Errorf("filtering the calls for the limit of locked memory: %w", failed)
	}
	return nil
}

// memoryLockFilter answers setrlimit and prlimit64 of RLIMIT_MEMLOCK with success and lets everything else pass.
func memoryLockFilter() []unix.SockFilter {
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		back  = unix.BPF_RET | unix.BPF_K
		// Where the number of the call and the lower halves of its first two arguments are, on little-endian machines.
		number, first, second = 0, 16, 24
	)
	return []unix.SockFilter{
		{Code: load, K: number},
		{Code: equal, K: unix.SYS_PRLIMIT64, Jt: 2},
		{Code: equal, K: unix.SYS_SETRLIMIT, Jt: 3},
		{Code: back, K: unix.SECCOMP_RET_ALLOW},
		{Code: load, K: second},
		{Code: equal, K: unix.RLIMIT_MEMLOCK, Jt: 2, Jf: 3},
		{Code: load, K: first},
		{Code: equal, K: unix.RLIMIT_MEMLOCK, Jf: 1},
		{Code: back, K: unix.SECCOMP_RET_ERRNO}, // the number 0: success
		{Code: back, K: unix.SECCOMP_RET_ALLOW},
	}
}
