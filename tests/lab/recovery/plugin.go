package recovery

import (
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// plugin is a running plugin of Pulumi: a provider or a language host.
type plugin struct {
	pid  int
	name string
	// engine is the address of the engine that has started it.
	engine string
}

// endOrphans ends plugins whose engine is dead. They go on with what they were told, and look only every five minutes whether
// anyone still waits for it (rpcutil.Healthcheck in pulumi/sdk/go): Helm would be at work under the next update.
func endOrphans(plugins []plugin, say Say) {
	for _, p := range plugins {
		if connection, err := net.DialTimeout("tcp", p.engine, time.Second); err == nil {
			_ = connection.Close()
			continue
		}
		process, err := os.FindProcess(p.pid)
		if err != nil || process.Signal(syscall.SIGKILL) != nil { // another user's
			continue
		}
		say("ended %s (process %d): the run that had started it is dead", p.name, p.pid)
	}
}

// plugins lists the plugins that run on this machine.
func plugins() []plugin {
	var all []plugin
	for pid, args := range commands() {
		name := filepath.Base(args[0])
		if !strings.HasPrefix(name, "pulumi-resource-") && !strings.HasPrefix(name, "pulumi-language-") {
			continue
		}
		for _, arg := range args[1:] {
			if _, err := netip.ParseAddrPort(arg); err == nil {
				all = append(all, plugin{pid, name, arg})
			}
		}
	}
	return all
}

// commands are the command lines of all processes, from /proc where there is one and from ps elsewhere.
func commands() map[int][]string {
	all := map[int][]string{}
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(files) == 0 {
		out, _ := exec.Command("ps", "-axo", "pid=,args=").Output()
		for line := range strings.Lines(string(out)) {
			if fields := strings.Fields(line); len(fields) > 1 {
				pid, _ := strconv.Atoi(fields[0])
				all[pid] = fields[1:]
			}
		}
		return all
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || len(text) == 0 {
			continue // it has just ended, or is the kernel's
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		all[pid] = strings.Split(strings.TrimRight(string(text), "\x00"), "\x00")
	}
	return all
}
