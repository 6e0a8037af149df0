package drift

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// settle keeps of the differences those that a repair would change: the API server writes some values in its own way, and drops
// fields that it does not know. It is asked to repair without doing so; where it refuses, all differences stay.
func (f *Finding) settle(ctx context.Context, client *kube.Client, live kube.Object) error {
	body, err := json.Marshal(f.patch)
	if err != nil {
		return fmt.Errorf("encoding the repair: %w", err)
	}
	answer, err := client.Send(ctx, http.MethodPatch, f.path+"?dryRun=All", string(types.MergePatchType), body)
	if err != nil {
		return nil
	}
	var repaired kube.Object
	if err := json.Unmarshal(answer, &repaired); err != nil {
		return fmt.Errorf("decoding the answer to a dry run: %w", err)
	}
	changed := map[string]bool{}
	for _, d := range Compare(masked(repaired, f.patch), live) {
		changed[d.Path] = true
	}
	f.Differences = slices.DeleteFunc(f.Differences, func(d Difference) bool { return !changed[d.Path] })
	return nil
}

// masked is the part of an object that a patch names.
func masked(object, patch map[string]any) map[string]any {
	part := map[string]any{}
	for key, change := range patch {
		below, isMap := change.(map[string]any)
		have, hasMap := object[key].(map[string]any)
		if isMap && hasMap {
			part[key] = masked(have, below)
		} else {
			part[key] = object[key]
		}
	}
	return part
}

// Repair gives the objects that differ their rendered fields back, and makes those that are missing.
func Repair(ctx context.Context, client *kube.Client, findings []Finding) error {
	var failures []error
	for _, found := range findings {
		var err error
		if found.Missing {
			err = client.Create(ctx, path.Dir(found.path), owned(found))
		} else {
			err = client.Merge(ctx, found.path, found.patch)
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("repairing %s of release %s: %w", found.Object, found.Release.Name, err))
		}
	}
	return errors.Join(failures...)
}

// owned is the object with the marks that Helm knows its own by (helm.sh/helm/v3/pkg/action/validate.go).
func owned(found Finding) render.Object {
	object := maps.Clone(found.rendered)
	metadata, _ := object["metadata"].(map[string]any)
	metadata = maps.Clone(metadata)
	metadata["labels"] = with(metadata["labels"], map[string]any{"app.kubernetes.io/managed-by": "Helm"})
	metadata["annotations"] = with(metadata["annotations"], map[string]any{
		"meta.helm.sh/release-name": found.Release.Name, "meta.helm.sh/release-namespace": found.Release.Namespace,
	})
	object["metadata"] = metadata
	return object
}

func with(marks any, more map[string]any) map[string]any {
	all := map[string]any{}
	own, _ := marks.(map[string]any)
	maps.Copy(all, own)
	maps.Copy(all, more)
	return all
}
