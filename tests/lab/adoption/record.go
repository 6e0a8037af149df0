package adoption

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// description is what Helm's history says of a record that is written here.
const description = "Adopted by kalypso"

// record writes what is there of a release as its first revision. An installation that fails removes all that has the release's name,
// claims included; an upgrade that fails goes back to the revision before, which is what was there.
func record(release Release, objects []Found, now time.Time) (Step, error) {
	var manifest strings.Builder
	for _, f := range objects {
		text, err := yaml.Marshal(f.was())
		if err != nil {
			return Step{}, fmt.Errorf("writing %s into the record of release %s: %w", f.ID, release.Name, err)
		}
		fmt.Fprintf(&manifest, "---\n%s", text)
	}
	at := now.UTC().Format(time.RFC3339)
	data, err := records.Encode(map[string]any{
		"name": release.Name, "namespace": release.Namespace, "version": 1, "manifest": manifest.String(), "config": map[string]any{},
		"info":  map[string]any{"first_deployed": at, "last_deployed": at, "deleted": "", "status": "deployed", "description": description},
		"chart": map[string]any{"metadata": map[string]any{"apiVersion": "v2", "name": release.Chart, "version": release.Version}},
	})
	if err != nil {
		return Step{}, fmt.Errorf("encoding the record of release %s: %w", release.Name, err)
	}
	first := records.Record{Name: release.Name, Revision: 1}
	path := records.Path(release.Namespace, first)
	cut := strings.LastIndex(path, "/")
	return Step{
		ID:     "Release/" + release.Namespace + "/" + release.Name,
		Does:   fmt.Sprintf("recorded by Helm with the %d objects that are there", len(objects)),
		method: http.MethodPost, path: path[:cut], contentType: "application/json", body: kube.Object{
			"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "data": kube.Object{"release": data},
			"metadata": kube.Object{"name": path[cut+1:], "labels": kube.Object{
				"owner": "helm", "name": release.Name, "version": "1", "status": "deployed", "createdAt": fmt.Sprint(now.Unix())}},
		},
	}, nil
}

// was is the live object as a chart would have rendered it. An upgrade takes away what stands here and is not wanted, and leaves what
// stands in neither: fields that the API server and controllers write, which are the wanted object's here.
func (f Found) was() kube.Object {
	if f.Custom || f.Wanted.Object.Kind() == "CustomResourceDefinition" {
		object := maps.Clone(f.Live)
		delete(object, "status")
		object["metadata"] = f.plainly()
		return object
	}
	object := render.Copy(f.Wanted.Object)
	object["metadata"] = f.plainly()
	for _, path := range written()[f.Wanted.Object.Kind()] {
		into, from := object, f.Live
		for _, key := range path[:len(path)-1] {
			below, _ := from[key].(map[string]any)
			from = below
			inner, ok := into[key].(map[string]any)
			if !ok {
				inner = map[string]any{}
				into[key] = inner
			}
			into = inner
		}
		key := path[len(path)-1]
		if value, there := from[key]; there {
			into[key] = value
		}
	}
	return object
}

// written are fields that only who deploys an object writes, by kind. What a Secret has is in no other place.
func written() map[string][][]string {
	template := [][]string{{"spec", "template"}}
	return map[string][][]string{
		"Deployment": template, "StatefulSet": template, "DaemonSet": template, "CronJob": {{"spec", "jobTemplate"}},
		"ConfigMap": {{"data"}, {"binaryData"}}, "Service": {{"spec", "selector"}, {"spec", "ports"}},
	}
}

// plainly is the metadata that a chart renders.
func (f Found) plainly() map[string]any {
	metadata := map[string]any{"name": f.Wanted.Object.Name()}
	for _, key := range []string{"namespace", "labels"} {
		if value, there := render.At[any](f.Live, "metadata", key); there {
			metadata[key] = value
		}
	}
	return metadata
}
