package cluster

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
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
	// Mode is config.EBPFOn or config.EBPFAuto; any other verifies nothing.
	Mode string
	// Image is configured for the pods that look at the nodes; "" is the pinned one.
	Image string
	// Consumers are those that are deployed; the results of others do not count. Without any nothing is verified.
	Consumers []Consumer
}

func (v Verify) asked() bool {
	return len(v.Consumers) > 0 && (v.Mode == config.EBPFOn || v.Mode == config.EBPFAuto)
}

// Affinity says which nodes may carry a consumer: those with a kernel of Linux under them, without the ones that the verification has
// marked. So a node that joins later carries it too; `make verify-ebpf` with KALYPSO_EBPF=on marks it if it cannot.
//
// What is registered must be the same in a preview and in the update, and a kernel is only seen by running something on the node, which
// a preview must not. So the consumers are always registered, and the evidence decides where their pods run: on a cluster without a
// fit node, nowhere.
func (v Verify) Affinity(consumer Consumer) map[string]any {
	type tree = map[string]any
	expressions := []any{
		tree{"key": "kubernetes.io/os", "operator": "In", "values": []any{"linux"}},
		tree{"key": "eks.amazonaws.com/compute-type", "operator": "NotIn", "values": []any{"fargate"}}, // its pods share no node
		tree{"key": "type", "operator": "NotIn", "values": []any{"virtual-kubelet"}},
	}
	if v.asked() {
		expressions = append(expressions, tree{"key": "kalypso.io/ebpf-" + string(consumer), "operator": "NotIn", "values": []any{"no"}})
	}
	return tree{"nodeAffinity": tree{"requiredDuringSchedulingIgnoredDuringExecution": tree{
		"nodeSelectorTerms": []any{tree{"matchExpressions": expressions}},
	}}}
}

// probeImage is what asks a node that has no image which is trusted: a shell, pinned by the digest of its index.
const probeImage = "docker.io/library/busybox:1.36.1@sha256:73aaf090f3d85aa34ee199857f03fa3a95c8ede2ffd4cc2cdb5b94e566b11662"

// ProbeImage is the image that the verification pulls: the configured one, else the pinned one from the cluster's registry.
func ProbeImage(configured string, settings config.ClusterSettings) string {
	if configured != "" {
		return configured
	}
	return settings.Image(probeImage)
}

// verification is the command that asks every node what its kernel can do. It fails for no node. Its delete takes the labels off again.
func verification(args Args) Command {
	var consumers []string
	for _, consumer := range args.Verify.Consumers {
		consumers = append(consumers, string(consumer))
	}
	command := Command{
		Name:   "ebpf",
		Create: run("ebpf_verify"),
		Delete: run("ebpf_forget"),
		Environment: Environment(args.Cluster, map[string]string{
			"KALYPSO_SCRIPT":       commonScript + knownBadKernels + ebpfScript,
			"KALYPSO_PROBE":        knownBadKernels + probeScript,
			"KALYPSO_CONTEXT":      args.Context,
			"KALYPSO_EBPF":         args.Verify.Mode,
			"KALYPSO_CONSUMERS":    strings.Join(consumers, " "),
			"KALYPSO_PROBE_IMAGE":  ProbeImage(args.Verify.Image, args.ClusterSettings),
			"KALYPSO_PULL_SECRETS": strings.Join(args.PullSecrets, " "),
		}),
	}
	if args.Login.Reveal() != "" { // the probe's namespace is none of the platform's
		command.Environment["KALYPSO_REGISTRY_SECRET"] = config.RegistrySecret
		command.Secret = map[string]credential.Secret{"KALYPSO_REGISTRY_LOGIN": args.Login}
	}
	return command
}

// leftOut is how the verification begins a line on a consumer that a node cannot carry.
const leftOut = "LEFT OUT "

// notCarried returns what no node carries, and why, as the verification's output has it.
func notCarried(output string) []string {
	reasons := []string{}
	for line := range strings.Lines(output) {
		if reason, found := strings.CutPrefix(strings.TrimSpace(line), leftOut); found {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// warnOfLeftOut warns, in every run, of what is left out and why, and returns that. The output of the verification is in the state.
func warnOfLeftOut(ctx *pulumi.Context, output pulumi.StringOutput) pulumi.StringArrayOutput {
	return output.ApplyT(func(text string) ([]string, error) {
		reasons := notCarried(text)
		for _, reason := range reasons {
			if err := ctx.Log.Warn("eBPF: left out: "+reason, nil); err != nil {
				return nil, err
			}
		}
		return reasons, nil
	}).(pulumi.StringArrayOutput)
}
