// Package target is the cluster that the stack is deployed to: the live node of this machine, or any that a kubeconfig knows.
package target

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Target is one cluster.
type Target struct {
	// Kubeconfig and Context are how Pulumi gets there; an empty Kubeconfig is kubectl's own choice of files.
	Kubeconfig, Context string
	Client              *kube.Client
}

// Connect makes a client by the context of a kubeconfig, however that proves who it is.
func Connect(kubeconfig, kubeContext string) (Target, error) {
	config, err := kube.Config(kubeconfig, kubeContext)
	if err != nil {
		return Target{}, err
	}
	client, err := kube.New(config)
	if err != nil {
		return Target{}, fmt.Errorf("context %s: %w", kubeContext, err)
	}
	return Target{Kubeconfig: kubeconfig, Context: kubeContext, Client: client}, nil
}

// Free is an error if any of the namespaces exists: what is there would be deployed over, and removed in the end.
func (t Target) Free(ctx context.Context, namespaces []string) error {
	var taken []error
	for _, namespace := range namespaces {
		var found kube.Object
		switch err := t.Client.Get(ctx, "/api/v1/namespaces/"+namespace, &found); {
		case apierrors.IsNotFound(err):
		case err != nil:
			return fmt.Errorf("looking at context %s: %w", t.Context, err)
		default:
			taken = append(taken, fmt.Errorf("namespace %s exists in context %s: the suite removes in the end what it deploys, "+
				"so it wants a cluster without a platform", namespace, t.Context))
		}
	}
	return errors.Join(taken...)
}
