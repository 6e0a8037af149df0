package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// connection registers the Kubernetes provider. A destroy runs no program and has only these inputs, so they say which cluster is
// meant, and nothing in them comes from the machine: what is not set here, the SDK would copy from the environment of whoever runs
// this. An empty kubeconfig is kubectl's choice on every machine, several files included.
//
// Kubeconfig and context are plain strings, never the output of a command: an unknown one makes a preview show every resource as
// replaced. So does another cluster entry in a kubeconfig, unless the identifier is what it was: that the cluster is the same one has
// been checked by then. Secrets and ConfigMaps are updated in place; by default the provider replaces them, and with a fixed name a
// rotation would delete a Secret that running pods need to restart.
func connection(ctx *pulumi.Context, args Args, opts ...pulumi.ResourceOption) (*kubernetes.Provider, error) {
	provider, err := kubernetes.NewProvider(ctx, "kubernetes", &kubernetes.ProviderArgs{
		Kubeconfig:             pulumi.String(args.Kubeconfig),
		Context:                pulumi.String(args.Context),
		ClusterIdentifier:      pulumi.Sprintf("%s/%s", args.Recorded.Driver, args.Recorded.Context),
		DeleteUnreachable:      pulumi.Bool(false),
		SkipUpdateUnreachable:  pulumi.Bool(false),
		UpsertExistingObjects:  pulumi.Bool(false),
		EnableSecretMutable:    pulumi.Bool(true),
		EnableConfigMapMutable: pulumi.Bool(true),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("connecting to the cluster of context %q: %w", args.Context, err)
	}
	return provider, nil
}
