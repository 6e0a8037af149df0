package faults

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/node"
)

type tree = kube.Object

const (
	// namespace is of what is made to break.
	namespace = "faults"
	volume    = "small"
	capacity  = 16 << 20
	spacePath = "/api/v1/namespaces/" + namespace
	podsPath  = spacePath + "/pods"
	tempoPath = "/apis/apps/v1/namespaces/tempo/deployments/tempo-distributor/scale"
)

// space makes the namespace.
func (f *Faults) space(ctx context.Context) error {
	return f.create(ctx, "/api/v1/namespaces", tree{"apiVersion": "v1", "kind": "Namespace", "metadata": tree{"name": namespace}})
}

// clear removes it with all that is in it.
func (f *Faults) clear(ctx context.Context) error {
	if err := f.Client.Delete(ctx, spacePath); err != nil {
		return fmt.Errorf("removing the namespace of the faults: %w", err)
	}
	return kube.Eventually(ctx, 2*time.Minute, func() error {
		var found tree
		if err := f.Client.Get(ctx, spacePath, &found); !apierrors.IsNotFound(err) {
			return errors.Join(err, errors.New("the namespace of the faults is still there"))
		}
		return nil
	})
}

func (f *Faults) create(ctx context.Context, path string, object tree) error {
	if err := f.Client.Create(ctx, path, object); err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("creating what is to break: %w", err)
	}
	return nil
}

// pod starts one that runs a line of the shell.
func (f *Faults) pod(name, script string, limits tree) func(context.Context) error {
	return func(ctx context.Context) error { return f.create(ctx, podsPath, f.object(name, script, limits)) }
}

func (f *Faults) object(name, script string, limits tree) tree {
	return tree{
		"apiVersion": "v1", "kind": "Pod", "metadata": tree{"name": name},
		"spec": tree{
			"terminationGracePeriodSeconds": 1, "automountServiceAccountToken": false,
			"containers": []any{tree{
				"name": "main", "image": f.Image, "imagePullPolicy": "IfNotPresent", "command": []any{"/bin/sh", "-c", script},
				"resources": tree{"requests": tree{"cpu": "1m"}, "limits": limits},
			}},
		},
	}
}

func (f *Faults) remove(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := f.Client.Delete(ctx, podsPath+"/"+name); err != nil {
			return fmt.Errorf("removing pod %s: %w", name, err)
		}
		return nil
	}
}

// fill has a pod write more to its claim than the volume holds.
func (f *Faults) fill(ctx context.Context) error {
	path, err := node.MakeVolume(ctx, node.Dir, volume, capacity)
	if err != nil {
		return err
	}
	size := tree{"storage": fmt.Sprint(capacity)}
	pod := f.object("fills", "dd if=/dev/zero of=/data/full bs=1M count=64; exec sleep 86400", nil)
	spec := pod["spec"].(tree)
	spec["volumes"] = []any{tree{"name": "data", "persistentVolumeClaim": tree{"claimName": volume}}}
	spec["containers"].([]any)[0].(tree)["volumeMounts"] = []any{tree{"name": "data", "mountPath": "/data"}}
	persistent := node.PersistentVolume(path)
	persistent["capacity"], persistent["accessModes"], persistent["storageClassName"] = size, []any{"ReadWriteOnce"}, ""
	return errors.Join(
		f.create(ctx, "/api/v1/persistentvolumes", tree{
			"apiVersion": "v1", "kind": "PersistentVolume", "metadata": tree{"name": volume}, "spec": persistent,
		}),
		f.create(ctx, spacePath+"/persistentvolumeclaims", tree{
			"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": tree{"name": volume},
			"spec": tree{"volumeName": volume, "storageClassName": "", "accessModes": []any{"ReadWriteOnce"}, "resources": tree{"requests": size}},
		}),
		f.create(ctx, podsPath, pod))
}

// empty takes the pod, its claim and the volume away.
func (f *Faults) empty(ctx context.Context) error {
	return errors.Join(f.remove("fills")(ctx), f.Client.Delete(ctx, spacePath+"/persistentvolumeclaims/"+volume),
		f.Client.Delete(ctx, "/api/v1/persistentvolumes/"+volume),
		kube.Eventually(ctx, time.Minute, func() error { return node.RemoveVolume(ctx, node.Dir, volume) }))
}

// scale sets how many distributors of Tempo there are.
func (f *Faults) scale(replicas int) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := f.Client.Merge(ctx, tempoPath, tree{"spec": tree{"replicas": replicas}}); err != nil {
			return fmt.Errorf("scaling Tempo's distributor to %d: %w", replicas, err)
		}
		return nil
	}
}

// listed has Pyroscope look into its bucket, as whoever uses it does.
func (f *Faults) listed(ctx context.Context) error {
	const path = "/api/v1/namespaces/pyroscope/services/pyroscope:4040/proxy/adhocprofiles.v1.AdHocProfileService/List"
	_, _ = f.Client.Send(ctx, http.MethodPost, path, "application/json", []byte("{}")) // it is to fail
	return nil
}
