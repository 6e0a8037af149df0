package directories

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Oracle is what `kustomize build --enable-helm --load-restrictor LoadRestrictionsNone` makes of a directory; helm is the command that it
// runs for charts.
func Oracle(dir, helm string) ([]render.Object, error) {
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions, options.Reorder = types.LoadRestrictionsNone, krusty.ReorderOptionUnspecified
	options.PluginConfig = types.DisabledPluginConfig()
	options.PluginConfig.HelmConfig = types.HelmConfig{Enabled: true, Command: helm}
	built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	text, err := built.AsYaml()
	if err != nil {
		return nil, err
	}
	return render.Parse(map[string]string{dir: string(text)})
}

// Settled are objects by what they are called, as they arrive in the cluster: with the namespace that an object without one gets, and
// the roles' subjects likewise. A kind of the whole cluster has none, whatever the file says. Hooks are not compared: they are Helm's.
func Settled(objects []render.Object, namespace string) (map[string]any, error) {
	all := map[string]any{}
	wide := map[string]bool{}
	for _, o := range objects {
		if scope, _ := render.At[string](o, "spec", "scope"); o.Kind() == "CustomResourceDefinition" && scope == "Cluster" {
			kind, _ := render.At[string](o, "spec", "names", "kind")
			wide[kind] = true
		}
	}
	for _, o := range objects {
		if o.Hook() != "" {
			continue
		}
		metadata, _ := render.At[map[string]any](o, "metadata")
		if manifest.ClusterScoped(manifest.Object(o)) || wide[o.Kind()] {
			delete(metadata, "namespace")
		} else if metadata["namespace"] == nil {
			metadata["namespace"] = namespace
		}
		for _, subject := range render.List(o, "subjects") {
			if subject["kind"] == "ServiceAccount" && subject["namespace"] == nil {
				subject["namespace"] = namespace
			}
		}
		for _, key := range []string{"annotations", "labels"} { // an empty map is none
			if entries, _ := metadata[key].(map[string]any); len(entries) == 0 {
				delete(metadata, key)
			}
		}
		plain, err := asRead(o)
		if err != nil {
			return nil, err
		}
		id := strings.TrimPrefix(fmt.Sprintf("%v/%s %v/%s", o["apiVersion"], o.Kind(), metadata["namespace"], o.Name()), "/")
		if all[id] != nil {
			return nil, fmt.Errorf("two objects are called %s", id)
		}
		all[id] = withoutNulls(plain)
	}
	return all, nil
}

// withoutNulls drops nulls of maps, which are absent for the API server; where one may mean something, the directory is refused.
func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if item == nil {
				delete(v, key)
			}
			withoutNulls(item)
		}
	case []any:
		for _, item := range v {
			withoutNulls(item)
		}
	}
	return value
}

// asRead is an object as YAML readers have it, with all numbers alike.
func asRead(object render.Object) (map[string]any, error) {
	text, err := yaml.Marshal(object)
	var plain map[string]any
	if err == nil {
		err = yaml.Unmarshal(text, &plain)
	}
	return plain, err
}

// HelmIn makes a command `helm` in a directory: this program under that name.
func HelmIn(dir string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	link := filepath.Join(dir, "helm")
	return link, os.Symlink(self, link)
}
