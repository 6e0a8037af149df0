package fire

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// deploy creates the application and waits until each of its services runs.
func (f *Fire) deploy(ctx context.Context) (string, error) {
	objects := demo.Objects()
	for _, object := range objects {
		if err := f.create(ctx, object); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d objects", len(objects)), f.ready(ctx, demo.Namespace)
}

// create leaves what exists as it is, so that a proof can be repeated.
func (f *Fire) create(ctx context.Context, object demo.Object) error {
	if err := f.Client.Create(ctx, object.Path, object.Body); err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("creating an object of the demo application: %w", err)
	}
	return nil
}

func (f *Fire) deletePod(ctx context.Context, name string) error {
	if err := f.Client.Delete(ctx, "/api/v1/namespaces/"+demo.Namespace+"/pods/"+name); err != nil {
		return fmt.Errorf("deleting pod %s of the demo application: %w", name, err)
	}
	return nil
}

// Remove deletes the application's namespace and waits until it is gone.
func (f *Fire) Remove(ctx context.Context) (string, error) {
	const path = "/api/v1/namespaces/" + demo.Namespace
	if err := f.Client.Delete(ctx, path); err != nil {
		return "", fmt.Errorf("removing the demo application: %w", err)
	}
	return "", kube.Eventually(ctx, 2*time.Minute, func() error {
		var found kube.Object
		switch err := f.Client.Get(ctx, path, &found); {
		case apierrors.IsNotFound(err):
			return nil
		case err != nil:
			return fmt.Errorf("looking for the demo application: %w", err)
		}
		return errors.New("the namespace of the demo application is still there")
	})
}
