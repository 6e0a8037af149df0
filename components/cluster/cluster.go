// Package cluster owns what is under the platform: the commands that make a local cluster and look at its kernels, the
// connection to Kubernetes that everything else is made with, and what must be known of it before anything is made.
//
// The commands are shell scripts (scripts/), the same that `make cluster-colima` and its like run by hand. They are
// idempotent, and find out for themselves what is there: a Command resource has no Read, and its outputs are unknown at
// preview, so nothing here depends on an output.
package cluster

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
)

// Args is what the configuration decides.
type Args struct {
	config.Cluster
	// Recorded is the cluster that the stack is on since its first update; Live is the UID of the one that answers, "" if none does.
	Recorded Identity
	Live     string
	// NodePort is MinIO's, which kind publishes on this machine; 0 for none.
	NodePort int
	// Keep leaves a cluster that this program has made where the stack is removed: its disk is what holds the data.
	Keep bool
	// Verify says how to verify the nodes' kernels.
	Verify Verify
}

// Cluster is the cluster, made or found.
type Cluster struct {
	pulumi.ResourceState
	// Provider makes everything in the cluster, and waits for the cluster.
	Provider *kubernetes.Provider
	// EBPFCheck is what OBI and the eBPF profiler wait for: the nodes' kernels can carry them. Empty without consumers.
	EBPFCheck []pulumi.Resource
	// LeftOut says which nodes carry neither or not both, and why.
	LeftOut pulumi.StringArrayOutput
}

// New registers the commands and the provider. Nothing in the cluster starts before the command that launches it: every
// resource refers to the provider, and the provider waits for the command.
func New(ctx *pulumi.Context, args Args) (*Cluster, error) {
	made := &Cluster{LeftOut: pulumi.StringArray{}.ToStringArrayOutput()}
	if err := ctx.RegisterComponentResource("kalypso:components:cluster", "cluster", made); err != nil {
		return nil, fmt.Errorf("registering component cluster: %w", err)
	}
	child := []pulumi.ResourceOption{pulumi.Parent(made)}
	if args.Made() {
		launched, err := launch(args).Register(ctx, append(slices.Clip(child), pulumi.RetainOnDelete(args.Keep))...)
		if err != nil {
			return nil, err
		}
		if err := remade(ctx, args, launched.Stdout); err != nil {
			return nil, err
		}
		child = append(child, pulumi.DependsOn([]pulumi.Resource{launched}))
	}
	if args.Verify.asked() {
		verified, err := verification(args).Register(ctx, child...)
		if err != nil {
			return nil, err
		}
		made.LeftOut = warnOfLeftOut(ctx, verified.Stdout)
		made.EBPFCheck = []pulumi.Resource{verified}
	}
	provider, err := connection(ctx, args, child...)
	if err != nil {
		return nil, err
	}
	made.Provider = provider
	return made, ctx.RegisterResourceOutputs(made, pulumi.Map{"context": pulumi.String(args.Context)})
}
