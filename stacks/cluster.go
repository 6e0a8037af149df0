package stacks

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
)

// cluster is what the cluster is made of.
func (p Plan) cluster() cluster.Args {
	return cluster.Args{Cluster: p.Config.Cluster, NodePort: p.Config.MinIO.NodePort, Verify: p.verify()}
}

// verify says for whom the nodes' kernels are verified.
func (p Plan) verify() cluster.Verify {
	verify := cluster.Verify{Mode: p.Config.EBPF}
	if p.obi() && p.on("otel") && p.gateway() {
		verify.Consumers = append(verify.Consumers, cluster.OBI)
	}
	if p.profiler() && p.on("telemetry") && p.on("pyroscope") {
		verify.Consumers = append(verify.Consumers, cluster.Profiler)
	}
	return verify
}

// ebpf says whether OBI and the profiler are deployed. That kind's nodes cannot carry them is known without asking them.
func (p Plan) ebpf() bool {
	return p.Config.EBPF != config.EBPFOff && p.Config.Cluster.Driver != config.Kind
}

func (p Plan) obi() bool { return p.ebpf() && p.Config.Telemetry.Sources.OBI }

func (p Plan) profiler() bool { return p.ebpf() && p.Config.Telemetry.Sources.Profiles }

// warnings say what is left out because the cluster's driver cannot carry it, or because something that it needs is
// switched off, and what the program cannot mend by itself.
func (p Plan) warnings() []string {
	var list []string
	if p.Config.EBPF == config.EBPFAuto && p.Config.Cluster.Driver == config.Kind {
		list = append(list, "eBPF: left out: OBI and the eBPF profiler, because kind's nodes are containers in a nested PID namespace, "+
			"where eBPF programs see other process ids than /proc; Colima has a kernel of its own")
	}
	if p.Unreachable != "" {
		list = append(list, fmt.Sprintf("%s. A command that ran once does not run again by itself: if this update does not start "+
			"the cluster, do it with `make cluster-%s`", p.Unreachable, p.Config.Cluster.Driver))
	}
	if p.on("telemetry") && !p.on("otel") {
		list = append(list, "telemetry: no gateway collector, because otel (its operator) is switched off")
	}
	if p.on("telemetry") && !p.gateway() && len(p.Config.Components["telemetry"].Values) > 0 {
		list = append(list, "kalypso:components.telemetry.values: not used, because there is no gateway collector: "+
			"it needs otel and at least one of mimir, tempo, loki")
	}
	if p.on("otel") && p.obi() && !p.gateway() {
		list = append(list, "otel: no eBPF instrumentation (OBI), because there is no gateway collector to send to: "+
			"enable telemetry and at least one of mimir, tempo, loki")
	}
	if p.on("telemetry") && p.profiler() && !p.on("pyroscope") {
		list = append(list, "telemetry: no eBPF profiler, because pyroscope is switched off")
	}
	return append(append(list, p.unheard()...), p.Preflight...)
}

// checkCluster refuses a cluster that the charts refuse, and settings that cannot work on this machine. A preview does
// without a cluster: CI has none. So does an update that makes one; unreachable then says why one that was made before does
// not answer.
func (program Program) checkCluster(ctx *pulumi.Context, where config.Cluster) (answer cluster.Answer, unreachable string, err error) {
	if err := cluster.CheckHost(where, runtime.GOOS); err != nil {
		return answer, "", err
	}
	answer, err = program.Ask(ctx.Context(), where)
	var away cluster.UnreachableError
	var absent api.AbsentError
	switch {
	case err == nil && answer.Version.TooOld():
		return answer, "", fmt.Errorf("kalypso:cluster: Kubernetes %s is too old: the Mimir chart needs 1.%d or later; %s",
			answer.Version, config.OldestMinor, newer(where))
	case err == nil:
		return answer, "", nil
	case errors.As(err, &away) && where.Made():
		return answer, err.Error(), nil
	case errors.As(err, &absent) && (where.Made() || ctx.DryRun() && absent.Kubeconfig):
		return answer, "", nil
	case errors.As(err, &away) && ctx.DryRun():
		return answer, "", nil
	case errors.As(err, &away):
		return answer, "", fmt.Errorf("%w; start the cluster, or name another with kalypso:cluster.context", err)
	case errors.As(err, &absent):
		return answer, "", fmt.Errorf("%w; set kalypso:cluster.kubeconfig and kalypso:cluster.context, or kalypso:cluster.driver to have one made", err)
	}
	return answer, "", fmt.Errorf("%w; mend the file, or name another with kalypso:cluster.kubeconfig", err)
}

// newer says how a cluster becomes a newer one.
func newer(where config.Cluster) string {
	if where.Made() {
		return fmt.Sprintf("delete it (make cluster-%s-delete) and set kalypso:cluster.kubernetesVersion", where.Driver)
	}
	return "upgrade it, or name another with kalypso:cluster.context"
}
