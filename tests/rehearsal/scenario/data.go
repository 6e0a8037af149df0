package scenario

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/steps"
)

// dataPhase is what is stored through the life of a stack that keeps it, and in the end of one that does not.
func (r *Rehearsal) dataPhase() []step {
	return []step{
		{"set kalypso:data to keep", func(ctx context.Context) (string, error) { return "", r.stack.Set(ctx, "kalypso:data", "keep") }},
		{"up", r.storing},
		{"components that are switched off leave what they store", r.switchedOff},
		{"switched on, they take it over", r.takenOver("kalypso:components")},
		{"destroy leaves what is stored, and nothing else", r.destroyedAndKept},
		{"up again takes it over", r.takenOver("")},
		{"a volume that cannot grow is refused", r.grown},
		{"to keep it no more is agreed to first", r.agreed},
		{"destroy", r.destroy},
		{"nothing is left", r.nothingLeft},
	}
}

// storedOff are switched off: Grafana's claim is its chart's, Loki's are its StatefulSet's.
func storedOff() []string { return []string{"grafana", "loki"} }

// storing deploys and remembers the claims.
func (r *Rehearsal) storing(ctx context.Context) (string, error) {
	if err := r.cluster.Recycle(ctx); err != nil {
		return "", err
	}
	if _, err := r.stack.Reporting(r.Progress).Up(ctx); err != nil {
		return "", err
	}
	var err error
	if r.stored, err = r.uids(ctx); err != nil {
		return "", err
	}
	for _, claim := range []string{"grafana/grafana", "loki/storage-loki-0", "minio/kalypso-minio", "mimir/storage-mimir-ingester-0"} {
		if r.stored[claim] == "" {
			return "", fmt.Errorf("there is no claim %s, only %q", claim, slices.Sorted(maps.Keys(r.stored)))
		}
	}
	return fmt.Sprintf("%d claims and namespaces", len(r.stored)), nil
}

// uids are those of all claims, as namespace/name, and of the namespaces with claims.
func (r *Rehearsal) uids(ctx context.Context) (map[string]string, error) {
	type object struct {
		Metadata struct{ Name, Namespace, UID string }
	}
	var claims, namespaces struct{ Items []object }
	if err := errors.Join(r.cluster.Client.Get(ctx, "/api/v1/persistentvolumeclaims", &claims),
		r.cluster.Client.Get(ctx, "/api/v1/namespaces", &namespaces)); err != nil {
		return nil, err
	}
	uids := map[string]string{}
	for _, claim := range claims.Items {
		uids[claim.Metadata.Namespace+"/"+claim.Metadata.Name] = claim.Metadata.UID
		for _, namespace := range namespaces.Items {
			if namespace.Metadata.Name == claim.Metadata.Namespace {
				uids[namespace.Metadata.Name] = namespace.Metadata.UID
			}
		}
	}
	return uids, nil
}

// unchanged reports claims and namespaces that are not the remembered ones.
func (r *Rehearsal) unchanged(ctx context.Context) error {
	now, err := r.uids(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for name, uid := range r.stored {
		if now[name] != uid {
			problems = append(problems, fmt.Errorf("%s was %s, and is %q", name, uid, now[name]))
		}
	}
	return errors.Join(problems...)
}

func (r *Rehearsal) switchedOff(ctx context.Context) (string, error) {
	for _, component := range storedOff() {
		if err := r.stack.Set(ctx, "kalypso:components."+component+".enabled", "false"); err != nil {
			return "", err
		}
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	for _, component := range storedOff() {
		if err := r.emptied(ctx, component); err != nil {
			return "", err
		}
	}
	return result.Counts(), r.unchanged(ctx)
}

// emptied waits until nothing runs in a namespace.
func (r *Rehearsal) emptied(ctx context.Context, namespace string) error {
	return kube.Eventually(ctx, 30*time.Second, func() error {
		var pods struct{ Items []kube.Object }
		if err := r.cluster.Client.Get(ctx, "/api/v1/namespaces/"+namespace+"/pods", &pods); err != nil {
			return err
		}
		if len(pods.Items) > 0 {
			return fmt.Errorf("%d pods are left in namespace %s", len(pods.Items), namespace)
		}
		return nil
	})
}

// takenOver deploys without a key, and looks whether what was left is used again.
func (r *Rehearsal) takenOver(unset string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if unset != "" {
			if err := r.stack.Unset(ctx, unset); err != nil {
				return "", err
			}
		}
		result, err := r.stack.Reporting(r.Progress).Up(ctx)
		if err != nil {
			return "", err
		}
		if result.Changes[apitype.OpImport] == 0 {
			return "", fmt.Errorf("no namespace was taken over: %s", result.Counts())
		}
		if _, err := steps.Again(ctx, r.stack); err != nil {
			return "", fmt.Errorf("the update again: %w", err)
		}
		return result.Counts(), r.unchanged(ctx)
	}
}

// destroyedAndKept lists everything that is left, of every kind.
func (r *Rehearsal) destroyedAndKept(ctx context.Context) (string, error) {
	if _, err := r.stack.Destroy(ctx); err != nil {
		return "", err
	}
	var kinds map[string]int
	err := kube.Eventually(ctx, 30*time.Second, func() error {
		now, err := leftover.Take(ctx, r.cluster.Client)
		if err != nil {
			return err
		}
		var problems []error
		kinds = map[string]int{}
		difference := now.Since(r.before)
		for _, object := range slices.Concat(difference.Left, difference.Kept) {
			switch object.Kind {
			case "Namespace":
				// The claims of telemetry are made by the operator, which no simulated node runs.
				if r.stored[object.Name] == "" && object.Name != "telemetry" {
					problems = append(problems, fmt.Errorf("left behind, with nothing stored in it: %s", object))
				}
				kinds[object.Kind]++
			case "PersistentVolumeClaim", "PersistentVolume":
				kinds[object.Kind]++
			default:
				if slices.Contains(difference.Left, object) {
					problems = append(problems, fmt.Errorf("left behind: %s", object))
				}
			}
		}
		return errors.Join(problems...)
	})
	var each []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		each = append(each, fmt.Sprintf("%d %s", kinds[kind], kind))
	}
	return "left: " + strings.Join(each, ", "), errors.Join(err, r.unchanged(ctx))
}

// grown asks for a larger volume than a StatefulSet has.
func (r *Rehearsal) grown(ctx context.Context) (string, error) {
	const key = "kalypso:components.mimir.values.ingester.persistentVolume.size"
	if err := r.stack.Set(ctx, key, "4Gi"); err != nil {
		return "", err
	}
	if err := r.refused(ctx, key+": StatefulSet mimir-ingester in namespace mimir has volumes of 2Gi, and 4Gi is asked for"); err != nil {
		return "", err
	}
	return "", r.stack.Unset(ctx, "kalypso:components")
}

// agreed goes back to delete, and tries to keep again only when a component goes.
func (r *Rehearsal) agreed(ctx context.Context) (string, error) {
	if err := r.stack.Set(ctx, "kalypso:data", "delete"); err != nil {
		return "", err
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	if err := errors.Join(r.stack.Set(ctx, "kalypso:data", "keep"), r.stack.Set(ctx, "kalypso:components.loki.enabled", "false")); err != nil {
		return "", err
	}
	if err := r.refused(ctx, "would delete 5Gi in the volume claims storage-loki-0 (5Gi) of namespace loki"); err != nil {
		return "", err
	}
	if err := r.unchanged(ctx); err != nil {
		return "", err
	}
	return result.Counts(), errors.Join(r.stack.Unset(ctx, "kalypso:data"), r.stack.Unset(ctx, "kalypso:components"))
}

// refused updates, which has to change nothing and to say why.
func (r *Rehearsal) refused(ctx context.Context, why string) error {
	result, err := r.stack.Up(ctx)
	switch {
	case err == nil:
		return errors.New("the update went on")
	case !strings.Contains(err.Error(), why):
		return err
	case result.Changed() > 0:
		return fmt.Errorf("something happened: %s", result.Counts())
	}
	return nil
}
