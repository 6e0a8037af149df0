package recovery

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// midway are the states in which Helm leaves a release when it is killed (helm.sh/helm/v3/pkg/release/status.go).
func midway() []string {
	return []string{"pending-install", "pending-upgrade", "pending-rollback", "uninstalling"}
}

// release brings one Helm release and its resource back to what an interrupt leaves: a failed record and an unfinished
// resource. Helm upgrades a failed release and uninstalls it, so both `up` and `destroy` go on from there, and no object and no
// record is lost. begun is what the engine was doing with it, "" for nothing.
func (r *run) release(ctx context.Context, of resource, begun string) error {
	name, namespace := of.input("name"), of.input("namespace")
	found, err := records.Read(ctx, r.Client, namespace)
	if err != nil {
		return err
	}
	record, recorded := found[name]
	known := r.state.find(of.urn())
	switch {
	case !recorded && known != nil && begun == "deleting":
		r.state.drop(of.urn())
		r.say("release %s: it is uninstalled; the state forgets it", name)
		return nil
	case !recorded:
		return nil // Helm had not begun
	case known == nil && !strings.HasPrefix(path.Base(of.input("chart")), record.Chart.Metadata.Name):
		return fmt.Errorf("release %s in %s is of the chart %s, and the stack's is of %s: it was not made by the stack; uninstall it first",
			name, namespace, record.Chart.Metadata.Name, path.Base(of.input("chart")))
	}
	if slices.Contains(midway(), record.Info.Status) {
		if err := records.Fail(ctx, r.Client, namespace, record); err != nil {
			return err
		}
		r.say("release %s: Helm was at work (%s, revision %d); it counts as failed, and the next update applies it again",
			name, record.Info.Status, record.Revision)
	} else if begun == "" {
		return nil
	} else {
		r.say("release %s: Pulumi was %s it, Helm says %s; the next update applies it again", name, begun, record.Info.Status)
	}
	if known == nil {
		r.state.adopt(of, namespace+"/"+name, nil)
		return nil
	}
	known.unfinished()
	r.state.changed = true
	return nil
}

// remade forgets what was in a MinIO that is gone with its cluster: its provider would ask it, and fail every refresh.
func (r *run) remade(ctx context.Context) error {
	for _, minio := range r.state.resources() {
		if !minio.isRelease() || minio.title() != "minio" {
			continue
		}
		var namespace map[string]any
		err := r.Client.Get(ctx, "/api/v1/namespaces/"+minio.input("namespace"), &namespace)
		if !apierrors.IsNotFound(err) {
			return err
		}
		for _, inside := range r.state.resources() {
			if inside.isInMinIO() {
				r.state.drop(inside.urn())
				r.say("%s %s: it is gone with the cluster that MinIO ran on; the state forgets it", inside.kind(), inside.title())
			}
		}
	}
	return nil
}
