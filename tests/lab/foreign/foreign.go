// Package foreign deals with custom resources of the operator that are not the platform's. The operator's chart removes their
// definitions when it goes, and with them every collector in the cluster; and each holds a finalizer that only a running operator
// takes off, so that what is not dealt with before hangs for as long as Helm waits.
package foreign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const group = "/apis/opentelemetry.io"

// kinds are the operator's, each with the version that it stores.
func kinds() []string {
	return []string{"v1beta1/opentelemetrycollectors", "v1alpha1/instrumentations", "v1alpha1/targetallocators", "v1alpha1/opampbridges"}
}

// Resource is one of them.
type Resource struct{ plural, Namespace, Name, path string }

// String names it as kubectl does.
func (r Resource) String() string {
	return fmt.Sprintf("%s/%s in namespace %s", r.plural, r.Name, r.Namespace)
}

// List returns those outside of the platform's namespaces. Where there is no operator there are none.
func List(ctx context.Context, client *kube.Client, platform []string) ([]Resource, error) {
	var all []Resource
	for _, kind := range kinds() {
		var found struct {
			Items []struct {
				Metadata struct{ Name, Namespace string }
			}
		}
		err := client.Get(ctx, group+"/"+kind, &found)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("looking for collectors of others: %w", err)
		}
		version, plural, _ := strings.Cut(kind, "/")
		for _, one := range found.Items {
			if m := one.Metadata; !slices.Contains(platform, m.Namespace) {
				all = append(all, Resource{plural, m.Namespace, m.Name,
					fmt.Sprintf("%s/%s/namespaces/%s/%s/%s", group, version, m.Namespace, plural, m.Name)})
			}
		}
	}
	return all, nil
}

// Remove deletes them and waits until they are gone, for as long as the operator may take to clean up after each. What is there then
// is freed of its finalizers: no operator runs that would do it.
func Remove(ctx context.Context, client *kube.Client, all []Resource, patience time.Duration) error {
	var failures []error
	for _, r := range all {
		if err := client.Delete(ctx, r.path); err != nil && !apierrors.IsNotFound(err) {
			failures = append(failures, fmt.Errorf("deleting %s: %w", r, err))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	if err := kube.Eventually(ctx, patience, func() error { return gone(ctx, client, all) }); err == nil {
		return nil
	}
	for _, r := range all {
		err := client.Merge(ctx, r.path, kube.Object{"metadata": kube.Object{"finalizers": nil}})
		if err != nil && !apierrors.IsNotFound(err) {
			failures = append(failures, fmt.Errorf("taking the finalizers off %s: %w", r, err))
		}
	}
	return errors.Join(append(failures, kube.Eventually(ctx, patience, func() error { return gone(ctx, client, all) }))...)
}

func gone(ctx context.Context, client *kube.Client, all []Resource) error {
	for _, r := range all {
		if err := client.Get(ctx, r.path, &kube.Object{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("%s is still there", r)
		}
	}
	return nil
}
