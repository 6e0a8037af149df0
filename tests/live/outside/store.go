// Package outside is an S3 outside of the platform: a MinIO in a namespace of its own, which the platform knows nothing of.
package outside

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
)

// name is that of the namespace and of all in it.
const name = "kalypso-outside"

// Endpoint is where it listens.
const Endpoint = name + "." + name + ".svc.cluster.local:9000"

// within bounds its start, with the pull of its image, and its end.
const within = 5 * time.Minute

// Store is one that runs.
type Store struct {
	client *kube.Client
	// AccessKey and SecretKey are its administrator's.
	AccessKey, SecretKey string
}

// Start runs a server of that image, with a bucket for each backend under the name that it has in MinIO.
func Start(ctx context.Context, client *kube.Client, image string) (Store, error) {
	s := Store{client, "outside-" + rand.Text(), rand.Text()}
	if err := s.Remove(ctx); err != nil {
		return s, err
	}
	for _, one := range s.objects(image) {
		if err := client.Create(ctx, one.path, one.object); err != nil {
			return s, fmt.Errorf("starting a store outside of the platform: %w", err)
		}
	}
	return s, kube.Eventually(ctx, within, func() error {
		var pod struct {
			Status struct {
				Phase             string
				Conditions        []struct{ Type, Status string }
				ContainerStatuses []struct{ State map[string]any }
			}
		}
		if err := client.Get(ctx, "/api/v1/namespaces/"+name+"/pods/"+name, &pod); err != nil {
			return err
		}
		for _, condition := range pod.Status.Conditions {
			if condition.Type == "Ready" && condition.Status == "True" {
				return nil
			}
		}
		return fmt.Errorf("the store outside of the platform is not ready: %+v", pod.Status)
	})
}

// Remove ends it, with all that it holds.
func (s Store) Remove(ctx context.Context) error {
	if err := s.client.Delete(ctx, "/api/v1/namespaces/"+name); err != nil {
		return fmt.Errorf("removing the store outside of the platform: %w", err)
	}
	return kube.Eventually(ctx, within, func() error {
		err := s.client.Get(ctx, "/api/v1/namespaces/"+name, &struct{}{})
		switch {
		case apierrors.IsNotFound(err):
			return nil
		case err != nil:
			return err
		}
		return errors.New("namespace " + name + " is still there")
	})
}

type made struct {
	path   string
	object kube.Object
}

func (s Store) objects(image string) []made {
	labels := kube.Object{"app": name}
	metadata := kube.Object{"name": name, "labels": labels}
	var directories []string
	for _, b := range backend.All() {
		directories = append(directories, "/data/"+b.Bucket)
	}
	below := "/api/v1/namespaces/" + name
	return []made{
		{"/api/v1/namespaces", kube.Object{"apiVersion": "v1", "kind": "Namespace", "metadata": kube.Object{"name": name}}},
		{below + "/secrets", kube.Object{"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": kube.Object{
			"MINIO_ROOT_USER": s.AccessKey, "MINIO_ROOT_PASSWORD": s.SecretKey}}},
		{below + "/services", kube.Object{"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": kube.Object{
			"selector": labels, "ports": []any{kube.Object{"port": 9000}}}}},
		{below + "/pods", kube.Object{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": kube.Object{
			"automountServiceAccountToken": false, "terminationGracePeriodSeconds": 5,
			"securityContext": kube.Object{"runAsNonRoot": true, "runAsUser": 1000, "fsGroup": 1000},
			"volumes":         []any{kube.Object{"name": "data", "emptyDir": kube.Object{}}},
			"containers": []any{kube.Object{
				"name": "minio", "image": image,
				// A directory is a bucket.
				"command": []any{"/bin/sh", "-ec", "mkdir -p " + strings.Join(directories, " ") + " && exec minio server /data"},
				"env":     []any{kube.Object{"name": "HOME", "value": "/data"}, kube.Object{"name": "MINIO_UPDATE", "value": "off"}},
				"envFrom": []any{kube.Object{"secretRef": kube.Object{"name": name}}},
				"resources": kube.Object{
					"requests": kube.Object{"cpu": "50m", "memory": "256Mi"}, "limits": kube.Object{"memory": "1Gi"},
				},
				"readinessProbe": kube.Object{"httpGet": kube.Object{"path": "/minio/health/ready", "port": 9000}, "periodSeconds": 1},
				"volumeMounts":   []any{kube.Object{"name": "data", "mountPath": "/data"}},
			}},
		}}},
	}
}
