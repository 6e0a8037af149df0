package promise

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// object is the part of a workload or pod that matters here.
type object struct {
	Metadata struct{ Name, Namespace string }
	Spec     struct{ Replicas int }
	Status   struct{ Phase string }
}

func list(ctx context.Context, client *kube.Client, path string) ([]object, error) {
	var answer struct{ Items []object }
	err := client.Get(ctx, path, &answer)
	return answer.Items, err
}

// kinds that a component could hide in.
func kinds() []string {
	return []string{"apis/apps/v1/deployments", "apis/apps/v1/statefulsets", "apis/apps/v1/daemonsets", "api/v1/services"}
}

// absent makes a check that nothing in a namespace has the word in its name.
func absent(namespace, word string) func(context.Context, *kube.Client) error {
	return func(ctx context.Context, client *kube.Client) error {
		var found []error
		for _, kind := range kinds() {
			objects, err := list(ctx, client, "/"+kind)
			if err != nil {
				return err
			}
			for _, o := range objects {
				if o.Metadata.Namespace == namespace && strings.Contains(o.Metadata.Name, word) {
					found = append(found, fmt.Errorf("found %s/%s", kind, o.Metadata.Name))
				}
			}
		}
		return errors.Join(found...)
	}
}

// oneMinIO wants one Deployment of one replica, and no other workload that carries the name anywhere.
func oneMinIO(ctx context.Context, client *kube.Client) error {
	var found []string
	for _, kind := range kinds()[:3] {
		objects, err := list(ctx, client, "/"+kind)
		if err != nil {
			return err
		}
		for _, o := range objects {
			if strings.Contains(o.Metadata.Name, "minio") {
				found = append(found, fmt.Sprintf("%s %s/%s x%d", kind, o.Metadata.Namespace, o.Metadata.Name, o.Spec.Replicas))
			}
		}
	}
	if want := []string{"apis/apps/v1/deployments minio/kalypso-minio x1"}; !slices.Equal(found, want) {
		return fmt.Errorf("found %v", found)
	}
	return nil
}

// running wants pods, and all of them up.
func running(ctx context.Context, client *kube.Client) error {
	pods, err := Pods(ctx, client)
	if err != nil {
		return err
	}
	if len(pods) == 0 {
		return errors.New("there is no pod")
	}
	var idle []error
	for _, pod := range pods {
		if pod.Phase != "Running" && pod.Phase != "Succeeded" {
			idle = append(idle, fmt.Errorf("%s/%s is %s", pod.Namespace, pod.Name, pod.Phase))
		}
	}
	return errors.Join(idle...)
}

// Pod is a pod of the platform.
type Pod struct{ Namespace, Name, Phase string }

// Pods lists the pods in the components' namespaces.
func Pods(ctx context.Context, client *kube.Client) ([]Pod, error) {
	objects, err := list(ctx, client, "/api/v1/pods")
	if err != nil {
		return nil, fmt.Errorf("listing pods: %w", err)
	}
	var pods []Pod
	for _, o := range objects {
		if o.Metadata.Namespace != "kube-system" && o.Metadata.Namespace != "default" {
			pods = append(pods, Pod{o.Metadata.Namespace, o.Metadata.Name, o.Status.Phase})
		}
	}
	return pods, nil
}
