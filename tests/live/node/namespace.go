package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// keptOnNodes is where agents keep their queues and positions on a node's disk.
const keptOnNodes = "/var/lib/kalypso"

// hold starts the process that keeps the mount and network namespace, and sets up both: a tmpfs over /run, our own
// directories over /var/log and over what agents keep, and an interface whose other end is on the machine.
func hold(ctx context.Context, f files) (process.Identity, error) {
	script := fmt.Sprintf(`echo $$ > %[1]s/cgroup.procs
mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
# Where eBPF programs look for tracepoints and keep maps; a machine that has them already keeps its own.
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
mount --bind %[2]s /var/log
# Not the machine's: the next run's agent would deliver what this one's has left in its queue.
mkdir -p %[3]s
mount --bind %[4]s %[3]s
ip link set lo up
echo ready
exec sleep infinity`, quote(daemons(hierarchies()[0])), quote(f.path("log")), keptOnNodes, quote(f.path("kept")))
	spec := process.Spec{
		Name: "holder", Path: "unshare", Dir: f.dir, Env: environment(f),
		Args: []string{"--mount", "--net", "--propagation", "private", "/bin/sh", "-ec", script},
	}
	holder, err := process.Start(spec)
	if err != nil {
		return process.Identity{}, err
	}
	err = process.Await(ctx, startTimeout, []*process.Process{holder}, "the namespaces of the node are made", func(context.Context) error {
		if log, _ := os.ReadFile(spec.Log()); !strings.HasSuffix(string(log), "ready\n") {
			return errors.New(process.Tail(spec.Log(), 5))
		}
		return nil
	})
	if err != nil {
		return process.Identity{}, err
	}
	return holder.Identity, connect(ctx, holder.PID)
}

// connect joins the machine and the node by a pair of interfaces. There is no route to anywhere else.
func connect(ctx context.Context, holder int) error {
	pid := strconv.Itoa(holder)
	for _, args := range [][]string{
		{"ip", "link", "add", Name, "type", "veth", "peer", "name", "eth0", "netns", pid},
		{"ip", "addr", "add", hostAddress + pairPrefix, "dev", Name},
		{"ip", "link", "set", Name, "up"},
		{"nsenter", "--target", pid, "--net", "ip", "addr", "add", nodeAddress + pairPrefix, "dev", "eth0"},
		{"nsenter", "--target", pid, "--net", "ip", "link", "set", "eth0", "up"},
		// The API server calls webhooks by their Services: the kernel wants a route before the Services' rules see the packet.
		{"nsenter", "--target", pid, "--net", "ip", "route", "add", controlplane.ServiceRange, "dev", "eth0", "src", nodeAddress},
		// Pods, the node and the machine forward to each other; what passes a bridge passes the Services' rules.
		{"nsenter", "--target", pid, "--net", "sh", "-c", "cd /proc/sys/net; echo 1 > ipv4/ip_forward; " +
			"if [ -e bridge/bridge-nf-call-iptables ]; then echo 1 > bridge/bridge-nf-call-iptables; fi"},
	} {
		if err := run(ctx, args...); err != nil {
			return fmt.Errorf("connecting the node to the machine: %w", err)
		}
	}
	return nil
}

// enter makes a program start inside of the node's namespaces and control group.
func enter(holder process.Identity) func(process.Spec) process.Spec {
	return func(spec process.Spec) process.Spec {
		args := []string{
			"--target", strconv.Itoa(holder.PID), "--mount", "--net", "--wd=" + spec.Dir,
			"/bin/sh", "-c", `echo $$ > "$0"/cgroup.procs && exec "$@"`, daemons(hierarchies()[0]), spec.Path,
		}
		spec.Path, spec.Args = "nsenter", append(args, spec.Args...)
		return spec
	}
}

// Confine writes a script that runs a program of this machine in the node's control group, so that a stop of the node ends
// it and all that it started, also when what started it was killed.
func Confine(script, program string) error {
	text := fmt.Sprintf("#!/bin/sh\necho $$ > %s/cgroup.procs && exec %s \"$@\"\n", quote(daemons(hierarchies()[0])), quote(program))
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		return fmt.Errorf("writing the script that confines %s: %w", program, err)
	}
	return nil
}

// run bounds a command that takes milliseconds.
func run(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if output, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(output)))
	}
	return nil
}

// quote makes one word of any path, for a shell.
func quote(path string) string { return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" }
