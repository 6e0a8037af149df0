package cluster

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
)

// Consumer is what needs eBPF, by the name that the verification has for it.
type Consumer string

// The consumers.
const (
	OBI      Consumer = "obi"
	Profiler Consumer = "profiler"
)

// Verify says how the nodes' kernels are verified.
type Verify struct {
	// Mode is config.EBPFOn (a node that cannot stops the update) or config.EBPFAuto (it is labelled). Any other verifies
	// nothing.
	Mode string
	// Consumers are those that are deployed; the results of others do not count. Without any nothing is verified.
	Consumers []Consumer
}

func (v Verify) asked() bool {
	return len(v.Consumers) > 0 && (v.Mode == config.EBPFOn || v.Mode == config.EBPFAuto)
}

// Nodes selects the nodes that can carry a consumer: with auto those that the verification has labelled, else all (nil).
//
// What is registered must be the same in a preview and in the update, and a kernel is only seen by running something on
// the node, which a preview must not. So with auto the consumers are always registered, and the evidence decides where
// their pods run: on a cluster without a fit node, nowhere. New nodes are labelled by the next verification.
func (v Verify) Nodes(consumer Consumer) map[string]any {
	if v.Mode != config.EBPFAuto {
		return nil
	}
	return map[string]any{"kalypso.io/ebpf-" + string(consumer): "yes"}
}

// verification is the command that asks every node what its kernel can do. Its delete takes the labels off again.
func verification(args Args) Command {
	var consumers []string
	for _, consumer := range args.Verify.Consumers {
		consumers = append(consumers, string(consumer))
	}
	return Command{
		Name:   "ebpf",
		Create: run("ebpf_verify"),
		Delete: run("ebpf_forget"),
		Environment: Environment(args.Cluster, map[string]string{
			"KALYPSO_SCRIPT":    commonScript + ebpfScript,
			"KALYPSO_PROBE":     probeScript,
			"KALYPSO_CONTEXT":   args.Context,
			"KALYPSO_EBPF":      args.Verify.Mode,
			"KALYPSO_CONSUMERS": strings.Join(consumers, " "),
		}),
	}
}

// leftOut is how the verification begins a line on a consumer that a node cannot carry.
const leftOut = "LEFT OUT "

// warnOfLeftOut warns, in every run, of what is left out and why. The output of the verification is in the state.
func warnOfLeftOut(ctx *pulumi.Context, output pulumi.StringOutput) {
	output.ApplyT(func(text string) (bool, error) {
		for line := range strings.Lines(text) {
			if reason, found := strings.CutPrefix(strings.TrimSpace(line), leftOut); found {
				if err := ctx.Log.Warn("eBPF: left out: "+reason, nil); err != nil {
					return false, err
				}
			}
		}
		return true, nil
	})
}
