// Package buckets runs the Job that copies the backends' buckets between MinIO and a store outside of the platform, and tells what
// came of it.
package buckets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// startPatience is how long the pod may take to start, with its image to be pulled.
const startPatience = 2 * time.Minute

// Transfer is one run.
type Transfer struct {
	Client *kube.Client
	Copy   minio.Copy
	// Timeout bounds it. What is not copied by then is copied by the next run.
	Timeout time.Duration
	// Poll is the pause between two looks at the pod.
	Poll time.Duration
	Out  io.Writer
}

// Run copies, shows how far it is, removes what it has made in the cluster, and ends with a table. It is an error if the destination
// lacks anything.
func (t Transfer) Run(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience+t.Timeout)
	defer cancel()
	owner, err := t.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.remove(ctx)) }()
	if err := t.provide(ctx, owner); err != nil {
		return err
	}
	log, err := t.follow(ctx)
	if err != nil {
		return fmt.Errorf("copying to %s: %w; what is copied stays, and the same command goes on from there", t.Copy.To, err)
	}
	return t.report(log)
}

// start makes the Job, of which the rest is: whatever becomes of this program, Kubernetes removes them all.
func (t Transfer) start(ctx context.Context) (owner kube.Object, err error) {
	body, err := json.Marshal(t.Copy.Job(t.Timeout))
	if err != nil {
		return nil, fmt.Errorf("encoding Job %s: %w", minio.CopyName, err)
	}
	answer, err := t.Client.Send(ctx, http.MethodPost, t.jobs(), "application/json", body)
	switch {
	case apierrors.IsAlreadyExists(err):
		return nil, fmt.Errorf("a copy runs already, or was killed and is not removed yet: wait for it, or end it: kubectl -n %s delete job %s",
			t.Copy.Namespace(), minio.CopyName)
	case apierrors.IsNotFound(err):
		return nil, fmt.Errorf("namespace %s is not there, and the copy runs beside minio: `pulumi up` with it switched on", t.Copy.Namespace())
	case err != nil:
		return nil, fmt.Errorf("making Job %s in namespace %s: %w", minio.CopyName, t.Copy.Namespace(), err)
	}
	var made struct{ Metadata struct{ UID string } }
	if err := json.Unmarshal(answer, &made); err != nil {
		return nil, fmt.Errorf("reading what became of Job %s: %w", minio.CopyName, err)
	}
	return kube.Object{"apiVersion": "batch/v1", "kind": "Job", "name": minio.CopyName, "uid": made.Metadata.UID}, nil
}

// provide makes what the pod waits for.
func (t Transfer) provide(ctx context.Context, owner kube.Object) error {
	secret, err := t.Copy.Secret()
	if err != nil {
		return err
	}
	for path, object := range map[string]manifest.Object{t.policies(): t.Copy.NetworkPolicy(), t.secrets(): secret} {
		object["metadata"].(kube.Object)["ownerReferences"] = []any{owner}
		if err := t.Client.Create(ctx, path, object); err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("making %v %s in namespace %s: %w", object["kind"], minio.CopyName, t.Copy.Namespace(), err)
		}
	}
	return nil
}

// remove also works when time is up.
func (t Transfer) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	var failed []error
	for _, path := range []string{t.jobs(), t.secrets(), t.policies()} {
		if err := t.Client.Delete(ctx, path+"/"+minio.CopyName+"?propagationPolicy=Background"); err != nil {
			failed = append(failed, fmt.Errorf("removing what the copy has made: %w", err))
		}
	}
	return errors.Join(failed...)
}

func (t Transfer) jobs() string { return "/apis/batch/v1/namespaces/" + t.Copy.Namespace() + "/jobs" }

func (t Transfer) policies() string {
	return "/apis/networking.k8s.io/v1/namespaces/" + t.Copy.Namespace() + "/networkpolicies"
}

func (t Transfer) secrets() string { return "/api/v1/namespaces/" + t.Copy.Namespace() + "/secrets" }
