package bucket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// within bounds a pod's life, with the pull of its image.
const within = 5 * time.Minute

// run creates the pod, waits for its end and returns its log. The pod is gone afterwards, whatever happened.
func run(ctx context.Context, client *kube.Client, namespace string, object kube.Object) (text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	pods := "/api/v1/namespaces/" + namespace + "/pods"
	path := pods + "/" + name
	if err := client.Delete(ctx, path+"?gracePeriodSeconds=0"); err != nil {
		return "", fmt.Errorf("removing an earlier pod %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, remove(ctx, client, path)) }()
	if err := client.Create(ctx, pods, object); err != nil {
		return "", fmt.Errorf("creating pod %s: %w", name, err)
	}
	ended := await(ctx, client, path)
	text, err = log(ctx, client, path)
	if ended != nil {
		return "", fmt.Errorf("waiting for pod %s: %w; its log: %q", name, ended, text)
	}
	return text, err
}

func log(ctx context.Context, client *kube.Client, path string) (string, error) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	text, err := client.Text(ctx, path+"/log")
	if err != nil {
		return "", fmt.Errorf("reading the log of pod %s: %w", name, err)
	}
	return text, nil
}

func remove(ctx context.Context, client *kube.Client, path string) error {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	if err := client.Delete(ctx, path); err != nil {
		return fmt.Errorf("removing pod %s: %w", name, err)
	}
	return nil
}

// afterwards is for what must also be done when time is up.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
}

// state is how far a pod is, and what its container waits for.
type state struct {
	Status struct {
		Phase, Reason     string
		ContainerStatuses []struct {
			State struct {
				Waiting struct{ Reason, Message string }
			}
		}
	}
}

// await is nil when the pod has succeeded.
func await(ctx context.Context, client *kube.Client, path string) error {
	for {
		var s state
		err := client.Get(ctx, path, &s)
		switch {
		case err == nil && s.Status.Phase == "Succeeded":
			return nil
		case err == nil && s.Status.Phase == "Failed":
			return fmt.Errorf("it is %+v", s.Status)
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("it is %+v: %w", s.Status, ctx.Err()), err)
		case <-time.After(time.Second):
		}
	}
}
