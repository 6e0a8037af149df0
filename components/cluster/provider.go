package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
)

// connection registers the Kubernetes provider. Kubeconfig and context are plain strings, never the output of a command:
// an unknown one makes a preview show every resource as replaced. Secrets and ConfigMaps are updated in place; by default
// the provider replaces them, and with a fixed name a rotation would delete a Secret that running pods need to restart.
func connection(ctx *pulumi.Context, cluster config.Cluster, opts ...pulumi.ResourceOption) (*kubernetes.Provider, error) {
	args := &kubernetes.ProviderArgs{EnableSecretMutable: pulumi.Bool(true), EnableConfigMapMutable: pulumi.Bool(true)}
	if cluster.Kubeconfig != "" {
		args.Kubeconfig = pulumi.String(cluster.Kubeconfig)
	}
	if cluster.Context != "" {
		args.Context = pulumi.String(cluster.Context)
	}
	provider, err := kubernetes.NewProvider(ctx, "kubernetes", args, opts...)
	if err != nil {
		return nil, fmt.Errorf("connecting to the cluster of context %q: %w", cluster.Context, err)
	}
	return provider, nil
}
