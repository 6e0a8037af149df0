package controlplane

import (
	"context"
	"fmt"
	"runtime"

	"github.com/kalypsoServing/kalypso/tests/rehearsal/kube"
)

// Nodes is how many simulated nodes there are; Volumes is how many volumes can be claimed, three times what the stack needs.
const (
	Nodes   = 3
	Volumes = 36
)

// storageClass is the default class. Nothing provisions here: its volumes are made beforehand.
const storageClass = "embedded"

// furnish makes the nodes, the default storage class and the volumes.
func furnish(ctx context.Context, client *kube.Client) error {
	for i := range Nodes {
		if err := create(ctx, client, "/api/v1/nodes", node(i)); err != nil {
			return err
		}
	}
	if err := create(ctx, client, "/apis/storage.k8s.io/v1/storageclasses", class()); err != nil {
		return err
	}
	for i := range Volumes {
		if err := create(ctx, client, "/api/v1/persistentvolumes", volume(i)); err != nil {
			return err
		}
	}
	return nil
}

func create(ctx context.Context, client *kube.Client, path string, object kube.Object) error {
	if err := client.Create(ctx, path, object); err != nil && !kube.Exists(err) {
		return fmt.Errorf("furnishing the control plane: %w", err)
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
		"status": kube.Object{"capacity": size, "allocatable": size, "nodeInfo": kube.Object{"kubeletVersion": "kwok", "operatingSystem": "linux", "architecture": runtime.GOARCH}},
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

// volume is a promise only: no simulated pod ever opens it.
func volume(i int) kube.Object {
	return kube.Object{
		"apiVersion": "v1", "kind": "PersistentVolume",
		"metadata": kube.Object{"name": fmt.Sprintf("embedded-%02d", i+1)},
		"spec": kube.Object{
			"capacity": kube.Object{"storage": "1Ti"}, "accessModes": []string{"ReadWriteOnce"},
			"storageClassName": storageClass, "persistentVolumeReclaimPolicy": "Retain",
			"hostPath": kube.Object{"path": "/nowhere"},
		},
	}
}

// Recycle makes volumes whose claim is gone claimable again; nobody wrote anything on them.
func (c *Cluster) Recycle(ctx context.Context) error {
	var volumes struct {
		Items []struct {
			Metadata struct{ Name string }
			Status   struct{ Phase string }
		}
	}
	if err := c.Client.Get(ctx, "/api/v1/persistentvolumes", &volumes); err != nil {
		return fmt.Errorf("listing volumes: %w", err)
	}
	for _, v := range volumes.Items {
		if v.Status.Phase != "Released" {
			continue
		}
		patch := kube.Object{"spec": kube.Object{"claimRef": nil}}
		if err := c.Client.Merge(ctx, "/api/v1/persistentvolumes/"+v.Metadata.Name, patch); err != nil {
			return fmt.Errorf("recycling volume %s: %w", v.Metadata.Name, err)
		}
	}
	return nil
}
