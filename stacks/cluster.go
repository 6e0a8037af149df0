package stacks

import (
	"fmt"
	"slices"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// cluster is what the cluster is made of.
func (p Plan) cluster() cluster.Args {
	return cluster.Args{Cluster: p.target(), Recorded: p.Recorded, Live: p.Answer.UID, NodePort: p.Config.MinIO.NodePort,
		Keep: p.keeps(), Verify: p.verify()}
}

// verify says for whom the nodes' kernels are verified.
func (p Plan) verify() cluster.Verify {
	verify := cluster.Verify{Mode: p.Config.EBPF, Image: p.Config.EBPFProbeImage}
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
	return slices.Concat(list, p.unheard(), p.unlet(), p.Noticed)
}
