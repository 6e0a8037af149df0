package recovery

import (
	"context"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// orphans ends installations that the state knows nothing of: the API server went away under Helm, which could not write down
// that it failed, and the provider then records nothing. Only namespaces that the stack has made are looked at.
func (r *run) orphans(ctx context.Context) error {
	known := map[string]bool{}
	for _, release := range r.state.resources() {
		if release.isRelease() {
			known[release.input("namespace")+"/"+release.input("name")] = true
		}
	}
	for _, namespace := range r.state.resources() {
		if !namespace.isNamespace() {
			continue
		}
		name := namespace.input("metadata", "name")
		found, err := records.Read(ctx, r.Client, name)
		if err != nil {
			return err
		}
		for _, record := range found {
			if known[name+"/"+record.Name] || record.Revision != 1 || !slices.Contains(midway(), record.Info.Status) {
				continue
			}
			if err := r.orphan(ctx, name, record); err != nil {
				return err
			}
			r.say("release %s: its first installation broke off (%s), and the state does not know it; the next update begins it again",
				record.Name, record.Info.Status)
		}
	}
	return nil
}

// orphan removes the record, so that Helm can install the release: it adopts what carries the release's name. What is in no
// namespace is removed too, for a destroy would leave it; definitions stay, for with them would go what they define.
func (r *run) orphan(ctx context.Context, namespace string, record records.Record) error {
	objects, err := render.Parse(map[string]string{"manifest.yaml": record.Manifest})
	if err != nil {
		return err
	}
	for _, object := range objects {
		version, _ := object["apiVersion"].(string)
		path, namespaced, err := r.Client.Path(ctx, version, object.Kind(), namespace, object.Name())
		if err != nil {
			return err
		}
		if path == "" || namespaced || slices.Contains([]string{"CustomResourceDefinition", "Namespace", "PersistentVolume"}, object.Kind()) {
			continue
		}
		live, err := r.live(ctx, path)
		if err != nil {
			return err
		}
		if live == nil || !madeBy(live, record.Name, namespace) {
			continue
		}
		if err := r.Client.Delete(ctx, path); err != nil {
			return err
		}
	}
	return r.Client.Delete(ctx, records.Path(namespace, record))
}

// madeBy reports whether Helm made the object for that release.
func madeBy(live kube.Object, name, namespace string) bool {
	release, _ := render.At[string](live, "metadata", "annotations", "meta.helm.sh/release-name")
	in, _ := render.At[string](live, "metadata", "annotations", "meta.helm.sh/release-namespace")
	return release == name && in == namespace
}
