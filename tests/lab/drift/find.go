package drift

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Finding is an object that is missing, or that differs.
type Finding struct {
	Release records.Release
	// Object is its kind, namespace and name: Service loki/loki.
	Object  string
	Missing bool
	// Differences are empty for an object that is missing.
	Differences []Difference

	path     string
	rendered render.Object
	patch    map[string]any
}

// Find compares every object in Helm's records of the releases with the cluster.
func Find(ctx context.Context, client *kube.Client, releases []records.Release) ([]Finding, error) {
	autoscaled, err := autoscaled(ctx, client)
	if err != nil {
		return nil, err
	}
	var all []Finding
	var failures []error
	for _, release := range releases {
		objects, err := recorded(ctx, client, release)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		for _, object := range objects {
			found, err := examine(ctx, client, release, object, autoscaled)
			if err != nil {
				failures = append(failures, fmt.Errorf("comparing %s of release %s: %w", object.ID(), release.Name, err))
			} else if found != nil {
				all = append(all, *found)
			}
		}
	}
	return all, errors.Join(failures...)
}

func recorded(ctx context.Context, client *kube.Client, release records.Release) ([]render.Object, error) {
	found, err := records.Read(ctx, client, release.Namespace)
	if err != nil {
		return nil, err
	}
	record, ok := found[release.Name]
	if !ok {
		return nil, fmt.Errorf("release %s in %s: the stack has it, and Helm does not: `pulumi up --refresh` installs it again",
			release.Name, release.Namespace)
	}
	objects, err := render.Parse(map[string]string{"manifest of " + release.Name: record.Manifest})
	if err != nil {
		return nil, err
	}
	var all []render.Object
	for _, object := range objects {
		items := render.List(object, "items")
		if object["metadata"] != nil || len(items) == 0 {
			all = append(all, object)
		}
		for _, item := range items { // an object of a kind such as RoleBindingList
			all = append(all, item)
		}
	}
	return all, nil
}

// examine returns nil for an object that is as rendered.
func examine(ctx context.Context, client *kube.Client, release records.Release, object render.Object, autoscaled map[string]bool) (*Finding, error) {
	version, _ := object["apiVersion"].(string)
	own, _ := render.At[string](object, "metadata", "namespace")
	namespace := cmp.Or(own, release.Namespace)
	path, namespaced, err := client.Path(ctx, version, object.Kind(), namespace, object.Name())
	if err != nil {
		return nil, err
	}
	found := Finding{Release: release, Object: object.Kind() + " " + object.Name(), path: path, rendered: object}
	if namespaced {
		found.Object = object.Kind() + " " + namespace + "/" + object.Name()
	}
	if path == "" {
		return nil, fmt.Errorf("the API server does not know %s %s; its CRD is missing: `pulumi up --refresh`", version, object.Kind())
	}
	var live kube.Object
	err = client.Get(ctx, path, &live)
	if apierrors.IsNotFound(err) {
		found.Missing = true
		return &found, nil
	}
	if err != nil {
		return nil, err
	}
	want := wanted(object, autoscaled[found.Object])
	found.Differences, found.patch = Compare(want, live), patch(want, live)
	if len(found.Differences) > 0 {
		err = found.settle(ctx, client, live)
	}
	if err != nil || len(found.Differences) == 0 {
		return nil, err
	}
	if secret(object) {
		found.Differences = hidden(found.Differences)
	}
	return &found, nil
}

// autoscaled are the objects whose replicas an autoscaler sets.
func autoscaled(ctx context.Context, client *kube.Client) (map[string]bool, error) {
	var list struct {
		Items []struct {
			Metadata struct{ Namespace string }
			Spec     struct{ ScaleTargetRef struct{ Kind, Name string } }
		}
	}
	if err := client.Get(ctx, "/apis/autoscaling/v2/horizontalpodautoscalers", &list); err != nil {
		return nil, fmt.Errorf("listing autoscalers: %w", err)
	}
	all := map[string]bool{}
	for _, item := range list.Items {
		target := item.Spec.ScaleTargetRef
		all[target.Kind+" "+item.Metadata.Namespace+"/"+target.Name] = true
	}
	return all, nil
}
