package flows

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/node"
	"github.com/kalypsoServing/kalypso/tests/live/pods"
)

// space is where the user's pod is.
const space = "kalypso-flows"

// runs tells whether an end's component does. What is missing of one that does is an error: its name is not what it was.
func (t *Trial) runs(end string) bool {
	namespace, _, component := strings.Cut(end, "/")
	return !component || slices.Contains(append([]string{"kube-system", "default"}, t.Namespaces...), namespace)
}

// source finds a process in whose network a flow begins.
func (t *Trial) source(ctx context.Context, from string) (pid int, err error) {
	if from == Node {
		return node.Process()
	}
	namespace, prefix, _ := strings.Cut(from, "/")
	if from == App {
		namespace, prefix = space, space
	}
	all, err := pods.List(ctx, t.Client, []string{namespace})
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if name := p.Metadata.Name; (name == prefix || strings.HasPrefix(name, prefix+"-")) && p.Metadata.DeletionTimestamp == nil {
			return pods.Process(p)
		}
	}
	return 0, fmt.Errorf("no pod in namespace %s is called %s", namespace, prefix)
}

// destination is the address that a Service has of its own.
func (t *Trial) destination(ctx context.Context, to string, port int) (string, error) {
	if to == Outside {
		return t.outside, nil
	}
	namespace, name, _ := strings.Cut(to, "/")
	var service struct {
		Spec struct{ ClusterIP string }
	}
	err := t.Client.Get(ctx, "/api/v1/namespaces/"+namespace+"/services/"+name, &service)
	if err != nil {
		return "", fmt.Errorf("asking for Service %s: %w", to, err)
	}
	if service.Spec.ClusterIP == "None" {
		return "", fmt.Errorf("Service %s has no address of its own", to)
	}
	return net.JoinHostPort(service.Spec.ClusterIP, strconv.Itoa(port)), nil
}

// app starts the user's pod, without a label that a policy could know, and something that answers outside.
func (t *Trial) app(ctx context.Context) error {
	path := "/api/v1/namespaces/" + space
	for _, one := range []struct {
		path   string
		object kube.Object
	}{
		{"/api/v1/namespaces", kube.Object{"apiVersion": "v1", "kind": "Namespace", "metadata": kube.Object{"name": space}}},
		{path + "/pods", kube.Object{
			"apiVersion": "v1", "kind": "Pod", "metadata": kube.Object{"name": space},
			"spec": kube.Object{
				"terminationGracePeriodSeconds": 1, "automountServiceAccountToken": false,
				"containers": []any{kube.Object{"name": "main", "image": node.PauseImage, "imagePullPolicy": "IfNotPresent"}},
			},
		}},
	} {
		// Its account is made a moment after the namespace.
		err := kube.Eventually(ctx, time.Minute, func() error {
			if err := t.Client.Create(ctx, one.path, one.object); !apierrors.IsAlreadyExists(err) {
				return err
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("starting the pod of a user: %w", err)
		}
	}
	if err := kube.Eventually(ctx, time.Minute, func() error { return pods.Ready(ctx, t.Client, []string{space}) }); err != nil {
		return fmt.Errorf("waiting for the pod of a user: %w", err)
	}
	var pod struct{ Status struct{ HostIP string } }
	if err := t.Client.Get(ctx, path+"/pods/"+space, &pod); err != nil {
		return fmt.Errorf("asking for the node's address: %w", err)
	}
	t.outside = net.JoinHostPort(pod.Status.HostIP, strconv.Itoa(outsidePort))
	return t.listen()
}

// listen answers at the node's address, as somebody outside would.
func (t *Trial) listen() error {
	pid, err := node.Process()
	if err != nil {
		return err
	}
	return within(pid, func() (err error) {
		t.listener, err = net.Listen("tcp4", t.outside)
		return err
	})
}

// clear removes both.
func (t *Trial) clear(ctx context.Context) error {
	var closed error
	if t.listener != nil {
		closed = t.listener.Close()
	}
	if err := errors.Join(closed, t.Client.Delete(ctx, "/api/v1/namespaces/"+space)); err != nil {
		return fmt.Errorf("removing the pod of a user: %w", err)
	}
	return nil
}
