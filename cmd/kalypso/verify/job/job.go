// Package job runs verify in the cluster, as a Job without any right: what applications there can reach, it reaches.
package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// startPatience is how long the pod may take to start, with its image to be pulled.
const startPatience = 2 * time.Minute

// Job is one run in the cluster.
type Job struct {
	Client   *kube.Client
	Platform proof.Platform
	// Image holds this program.
	Image string
	// JSON asks for the report as JSON; Timeout is the run's own.
	JSON    bool
	Timeout time.Duration
}

// Run starts the Job, waits for it, writes its log to out, removes it, and returns its exit code.
func (j Job) Run(ctx context.Context, out io.Writer) (code int, err error) {
	namespace, err := j.namespace()
	if err != nil {
		return 0, err
	}
	id := make([]byte, 4)
	_, _ = rand.Read(id) // it never fails
	name := "kalypso-verify-" + hex.EncodeToString(id)
	manifest, err := j.manifest(name)
	if err != nil {
		return 0, err
	}
	jobs := fmt.Sprintf("/apis/batch/v1/namespaces/%s/jobs", namespace)
	if err := j.Client.Create(ctx, jobs, manifest); err != nil {
		return 0, fmt.Errorf("making Job %s in namespace %s: %w", name, namespace, err)
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		err = errors.Join(err, j.Client.Delete(ending, jobs+"/"+name+"?propagationPolicy=Background"))
	}()
	pod, code, err := j.wait(ctx, namespace, name)
	if err != nil {
		return 0, fmt.Errorf("waiting for Job %s in namespace %s: %w", name, namespace, err)
	}
	log, err := j.Client.Text(ctx, fmt.Sprintf("/api/v1/namespaces/%s/pods/%s/log", namespace, pod))
	if err != nil {
		return 0, fmt.Errorf("reading the log of Job %s: %w", name, err)
	}
	_, err = io.WriteString(out, log)
	return code, err
}

// namespace is Grafana's, whose credentials are there, else the gateway's.
func (j Job) namespace() (string, error) {
	if j.Platform.Grafana != nil {
		return j.Platform.Grafana.Namespace, nil
	}
	service, err := reach.ParseService(j.Platform.Gateway)
	if err != nil {
		return "", fmt.Errorf("choosing a namespace for the Job: %w", err)
	}
	return service.Namespace, nil
}

// state is what a Job's pod says of its container.
type state struct {
	Terminated *struct{ ExitCode int }
	Waiting    *struct{ Reason, Message string }
	Running    *struct{}
}

// wait returns the pod and its exit code once it has ended.
func (j Job) wait(ctx context.Context, namespace, name string) (pod string, code int, err error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience+j.Timeout)
	defer cancel()
	path := fmt.Sprintf("/api/v1/namespaces/%s/pods?labelSelector=%s", namespace, url.QueryEscape("batch.kubernetes.io/job-name="+name))
	started, waiting := false, "it has no pod"
	for begun := time.Now(); started || time.Since(begun) < startPatience; {
		var found struct {
			Items []struct {
				Metadata struct{ Name string }
				Status   struct{ ContainerStatuses []struct{ State state } }
			}
		}
		if err := j.Client.Get(ctx, path, &found); err != nil {
			return "", 0, err
		}
		for _, one := range found.Items {
			for _, container := range one.Status.ContainerStatuses {
				switch state := container.State; {
				case state.Terminated != nil:
					return one.Metadata.Name, state.Terminated.ExitCode, nil
				case state.Waiting != nil:
					waiting = fmt.Sprintf("its pod waits: %s %s", state.Waiting.Reason, state.Waiting.Message)
				default:
					started = state.Running != nil
				}
			}
		}
		select {
		case <-ctx.Done():
			return "", 0, fmt.Errorf("%s: %w", waiting, ctx.Err())
		case <-time.After(time.Second):
		}
	}
	return "", 0, fmt.Errorf("after %v %s", startPatience, waiting)
}
