package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// firewalled is what the firewall says once its chains are there.
const firewalled = "Starting network policy controller full sync goroutine"

// enforce starts the firewall where the kernel has what it needs; elsewhere NetworkPolicies are objects that nothing reads.
func enforce(ctx context.Context, f files, p Programs, site controlplane.Site) error {
	if lacking := Enforces(ctx, f.dir, p); lacking != nil {
		return ctx.Err()
	}
	spec := site.Enter(firewall(f, p))
	started, err := process.Start(spec)
	if err != nil {
		return err
	}
	return process.Await(ctx, startTimeout, []*process.Process{started}, "the node enforces NetworkPolicies", func(context.Context) error {
		if log, _ := os.ReadFile(spec.Log()); !strings.Contains(string(log), firewalled) {
			return errors.New(process.Tail(spec.Log(), 5))
		}
		return nil
	})
}

// needed is every kind of rule and set that the firewall makes.
const needed = `ipset create probe hash:ip timeout 0
ipset create nets hash:net timeout 0
iptables -N PROBE
iptables -A PROBE -m comment --comment probe -m set --match-set probe src -p tcp --dport 1:2 -j MARK --set-xmark 0x10000/0x10000
iptables -A PROBE -m set --match-set nets dst -m mark ! --mark 0x10000/0x10000 -m limit --limit 10/minute -j NFLOG --nflog-group 100
iptables -A PROBE -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A PROBE -m addrtype --src-type LOCAL -m physdev --physdev-is-bridged -p udp -m multiport --dports 1:2 -j REJECT
test "$(cat /proc/sys/net/bridge/bridge-nf-call-iptables)"`

// Enforces is nil if the kernel has what the firewall needs, else what it lacks: tried in a network namespace that goes with the trial.
// The node with its state in dir has to have been started.
func Enforces(ctx context.Context, dir string, p Programs) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "unshare", "--net", "/bin/sh", "-ec", needed)
	cmd.Env = append(environment(files{dir}), p.libraries(files{dir})...)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("trying what the firewall of the node needs of the kernel: %w: %s", err, strings.TrimSpace(string(output)))
	}
	return nil
}
