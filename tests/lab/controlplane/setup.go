package controlplane

import (
	"context"
	"fmt"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"maps"
	"runtime"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Nodes is how many simulated nodes there are; Volumes is how many volumes can be claimed, three times what the stack needs.
const (
	Nodes   = 3
	Volumes = 36
)

// storageClass is the default class. Nothing provisions here: its volumes are made beforehand.
const storageClass = "embedded"

// setUp makes the nodes, the DNS Service, the default storage class and the volumes.
func setUp(ctx context.Context, client *kube.Client) error {
	for i := range Nodes {
		if err := create(ctx, client, "/api/v1/nodes", node(i)); err != nil {
			return err
		}
	}
	if err := kube.Eventually(ctx, StartTimeout, func() error { // its namespace is made a moment after the API server answers
		return create(ctx, client, "/api/v1/namespaces/kube-system/services", dns())
	}); err != nil {
		return err
	}
	// A simulated pod never opens its volume.
	return CreateStorage(ctx, client, func(string) kube.Object { return kube.Object{"hostPath": kube.Object{"path": "/nowhere"}} })
}

// CreateStorage makes the default storage class and its volumes; where says what each is, by its name.
func CreateStorage(ctx context.Context, client *kube.Client, where func(volume string) kube.Object) error {
	if err := create(ctx, client, "/apis/storage.k8s.io/v1/storageclasses", class()); err != nil {
		return err
	}
	for i := range Volumes {
		name := VolumeName(i)
		if err := create(ctx, client, "/api/v1/persistentvolumes", volume(name, where(name))); err != nil {
			return err
		}
	}
	return nil
}

func create(ctx context.Context, client *kube.Client, path string, object kube.Object) error {
	if err := client.Create(ctx, path, object); err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("setting up the control plane: %w", err)
	}
	return nil
}

func node(i int) kube.Object {
	name := fmt.Sprintf("embedded-%d", i+1)
	size := kube.Object{"cpu": "8", "memory": "32Gi", "ephemeral-storage": "500Gi", "pods": "110"}
	return kube.Object{
		"apiVersion": "v1", "kind": "Node",
		"metadata": kube.Object{
			"name": name,
			"labels": kube.Object{
				"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": runtime.GOARCH, "type": "kwok",
			},
		},
		"status": kube.Object{"capacity": size, "allocatable": size, "nodeInfo": kube.Object{"kubeletVersion": "kwok",
			"operatingSystem": "linux", "architecture": runtime.GOARCH}},
	}
}

// dns is the Service that pods resolve names by in most clusters. Nothing answers there: no pod asks.
func dns() kube.Object {
	return kube.Object{
		"apiVersion": "v1", "kind": "Service", "metadata": kube.Object{"name": "kube-dns", "namespace": "kube-system"},
		"spec": kube.Object{"ports": []any{kube.Object{"name": "dns", "port": 53, "protocol": "UDP"}}},
	}
}

func class() kube.Object {
	return kube.Object{
		"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
		"metadata": kube.Object{
			"name":        storageClass,
			"annotations": kube.Object{"storageclass.kubernetes.io/is-default-class": "true"},
		},
		"provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer", "reclaimPolicy": "Retain",
	}
}

// VolumeName is what the volume of that number, from 0, is called.
func VolumeName(i int) string { return fmt.Sprintf("%s-%02d", storageClass, i+1) }

func volume(name string, where kube.Object) kube.Object {
	spec := kube.Object{
		"capacity": kube.Object{"storage": "1Ti"}, "accessModes": []string{"ReadWriteOnce"},
		"storageClassName": storageClass, "persistentVolumeReclaimPolicy": "Retain",
	}
	maps.Copy(spec, where)
	return kube.Object{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": kube.Object{"name": name}, "spec": spec}
}

// Released lists the volumes whose claim is gone.
func (c *Cluster) Released(ctx context.Context) ([]string, error) {
	var volumes struct {
		Items []struct {
			Metadata struct{ Name string }
			Status   struct{ Phase string }
		}
	}
	if err := c.Client.Get(ctx, "/api/v1/persistentvolumes", &volumes); err != nil {
		return nil, fmt.Errorf("listing volumes: %w", err)
	}
	var released []string
	for _, v := range volumes.Items {
		if v.Status.Phase == "Released" {
			released = append(released, v.Metadata.Name)
		}
	}
	return released, nil
}

// Recycle makes volumes whose claim is gone claimable again. What was on them has been removed before.
func (c *Cluster) Recycle(ctx context.Context) error {
	released, err := c.Released(ctx)
	if err != nil {
		return err
	}
	for _, name := range released {
		patch := kube.Object{"spec": kube.Object{"claimRef": nil}}
		if err := c.Client.Merge(ctx, "/api/v1/persistentvolumes/"+name, patch); err != nil {
			return fmt.Errorf("recycling volume %s: %w", name, err)
		}
	}
	return nil
}
