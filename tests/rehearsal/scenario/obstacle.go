package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/deletion"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// apiServices is where APIs with servers of their own are registered.
const apiServices = "/apis/apiregistration.k8s.io/v1/apiservices"

// destroyWithoutAPI removes the platform while an API of the cluster has no server: no namespace goes then. It must be named
// before, and while it waits; when the API is taken away, the destroy finishes.
func (r *Rehearsal) destroyWithoutAPI(ctx context.Context) (string, error) {
	const name = "v1.nowhere.example"
	spec := kube.Object{
		"group": "nowhere.example", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100, "insecureSkipTLSVerify": true,
		"service": kube.Object{"name": "nowhere", "namespace": "default"},
	}
	down := kube.Object{
		"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": kube.Object{"name": name}, "spec": spec,
	}
	if err := r.cluster.Client.Create(ctx, apiServices, down); err != nil {
		return "", err
	}
	err := kube.Eventually(ctx, 20*time.Second, func() error {
		found, err := deletion.Obstacles(ctx, r.cluster.Client)
		if err == nil && (len(found) != 1 || !strings.Contains(found[0], name)) {
			err = fmt.Errorf("the API without a server is to be named, found %q", found)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	watching, end := context.WithCancel(ctx)
	defer end()
	told := make(chan error, 1)
	go deletion.Watch(watching, r.cluster.Client, func(format string, args ...any) {
		r.Progress(format, args...)
		select {
		case told <- r.cluster.Client.Delete(ctx, apiServices+"/"+name):
		default:
		}
	})
	result, err := r.stack.Destroy(ctx)
	if err != nil {
		return "", err
	}
	select {
	case err := <-told:
		return result.Counts(), err
	default:
		return "", errors.New("the destroy finished, and nothing was told")
	}
}
