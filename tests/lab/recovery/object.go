package recovery

import (
	"context"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// deletion is how long an object that is being deleted is waited for. A namespace with a hundred objects takes 6 s.
const deletion = 10 * time.Second

// object brings a Kubernetes object in line that the provider was making, changing or removing. One that exists is recorded,
// never made anew or removed: there may be data in it.
func (r *run) object(ctx context.Context, of pending) error {
	path, _, err := r.Client.Path(ctx, of.input("apiVersion"), of.input("kind"), of.input("metadata", "namespace"), of.input("metadata", "name"))
	if err != nil {
		return err
	}
	live, err := r.live(ctx, path)
	if err != nil {
		return err
	}
	known := r.state.find(of.urn())
	switch {
	case of.kind == "creating" && live != nil && known == nil:
		manager, nobodys := manager(live)
		if manager == "" && !nobodys {
			return fmt.Errorf("%s: it exists, and was not made by Pulumi: remove or rename it", of.what())
		}
		outputs := map[string]any{"__inputs": of.resource["inputs"], "__initialApiVersion": of.input("apiVersion")}
		if strings.HasPrefix(manager, fieldManager+"-") {
			outputs["__fieldManager"] = manager
		}
		r.state.adopt(of.resource, of.id(), outputs)
		r.say("%s: it was made, and not recorded; now it is", of.what())
	case of.kind == "updating" && known != nil:
		known.unfinished()
		r.say("%s: Pulumi was updating it; the next update applies it again", of.what())
	case of.kind == "deleting" && known != nil:
		return r.deleted(ctx, of, path)
	}
	return nil
}

// deleted forgets an object that is gone, and waits for one that is going. What the engine had not asked for stays.
func (r *run) deleted(ctx context.Context, of pending, path string) error {
	err := kube.Eventually(ctx, deletion, func() error {
		live, err := r.live(ctx, path)
		if err == nil && live != nil && kube.DeletionBegun(live) {
			return fmt.Errorf("%s is still being deleted%s; run this again when it is gone", of.what(), kube.Conditions(live))
		}
		return err
	})
	if err != nil && !r.Down {
		return err
	}
	if live, err := r.live(ctx, path); err != nil || live != nil {
		return err // it stands, or a destroy waits for it
	}
	r.state.drop(of.urn())
	r.say("%s: it is deleted; the state forgets it", of.what())
	return nil
}

// live is the object in the cluster; nil if there is none.
func (r *run) live(ctx context.Context, path string) (kube.Object, error) {
	if path == "" {
		return nil, nil
	}
	var object kube.Object
	err := r.Client.Get(ctx, path, &object)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return object, err
}

// fieldManager is what the provider calls itself; it may add a suffix of its own to each object's.
const fieldManager = "pulumi-kubernetes"

// manager is what the provider calls itself in the object, and whether nobody at all has set anything in it. An object with no more
// than a name, like a ServiceAccount, has no fields that the API server could note an owner of.
func manager(live kube.Object) (name string, nobodys bool) {
	metadata, _ := live["metadata"].(map[string]any)
	fields, _ := metadata["managedFields"].([]any)
	for _, item := range fields {
		entry, _ := item.(map[string]any)
		if name, _ := entry["manager"].(string); strings.HasPrefix(name, fieldManager) {
			return name, false
		}
	}
	return "", len(fields) == 0
}

// id is the provider's: the name, after the namespace if there is one.
func (r resource) id() string {
	if namespace := r.input("metadata", "namespace"); namespace != "" {
		return namespace + "/" + r.input("metadata", "name")
	}
	return r.input("metadata", "name")
}

func (r resource) what() string { return r.input("kind") + " " + r.id() }
