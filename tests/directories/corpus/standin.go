package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"
)

// standIn provides the charts of a directory: archives, and unpacked for the oracle.
func (r run) standIn(project, name string) error {
	dir, archives, unpacked := filepath.Join(project, "manifests", name), filepath.Join(project, "archives"), filepath.Join(project, "unpacked")
	for _, made := range []string{archives, unpacked} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			return err
		}
	}
	k, err := read(dir)
	if err != nil {
		return err
	}
	for _, chart := range k.HelmCharts {
		version := cmp.Or(chart.Version, "0.0.1")
		if _, err := semver.NewVersion(version); err != nil {
			version = "0.0.1" // a range, which is refused, or the words of a template
		}
		archive := filepath.Join(r.charts, chart.Name+"-"+version+".tgz")
		if _, err := os.Stat(archive); err == nil && r.charts != "" {
			if err := exec.Command("cp", archive, archives).Run(); err != nil {
				return err
			}
			if err := exec.Command("tar", "xzf", archive, "-C", unpacked).Run(); err != nil {
				return err
			}
			continue
		}
		if err := write(filepath.Join(unpacked, chart.Name), chart.Name, version, targets(dir)); err != nil {
			return err
		}
		loaded, err := loader.Load(filepath.Join(unpacked, chart.Name))
		if err != nil {
			return err
		}
		if _, err := chartutil.Save(loaded, archives); err != nil {
			return err
		}
	}
	return nil
}

// write writes a chart with the usual objects, and those that patches name.
func write(dir, name, version string, targets []target) error {
	templates := usual
	for _, one := range targets {
		if !strings.Contains(templates, "kind: "+one.kind+"\nmetadata:\n  name: "+one.name+"\n") {
			templates += one.object()
		}
	}
	for file, text := range map[string]string{
		"Chart.yaml": fmt.Sprintf("apiVersion: v2\nname: %s\nversion: %q\n", name, version), "values.yaml": "{}\n",
		"templates/all.yaml": templates, "crds/things.yaml": fmt.Sprintf(things, name),
	} {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// usual is what most charts render.
const usual = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
  namespace: {{ .Release.Namespace }}
data:
  values: {{ .Values | toJson | quote }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
  labels: {app: a}
spec:
  replicas: 1
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {serviceAccountName: {{ .Release.Name }}-stand-in, containers: [{name: a, image: "example.org/a:1", args: [on], env: [{name: A, value: "1"}]}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: {{ .Release.Name }}-stand-in}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: {{ .Release.Name }}-stand-in}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: {{ .Release.Name }}-stand-in, namespace: {{ .Release.Namespace }}}]
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
spec: {selector: {app: a}, ports: [{name: http, port: 80}], type: ClusterIP}
`

const things = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.%[1]s.example.org}
spec:
  group: %[1]s.example.org
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`

// target is an object that a patch names.
type target struct{ apiVersion, kind, name string }

func (t target) object() string {
	text := fmt.Sprintf("---\napiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n  namespace: {{ .Release.Namespace }}\n  labels: {app: a}\n  annotations: {a: b}\n", t.apiVersion, t.kind, t.name)
	switch t.kind {
	case "Deployment", "StatefulSet", "DaemonSet", "Job":
		text += "spec:\n  replicas: 1\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}, annotations: {}}\n" +
			"    spec: {containers: [{name: a, image: \"example.org/a:1\", args: [on], env: [], volumeMounts: [], resources: {}}], volumes: []}\n"
	case "ConfigMap", "Secret":
		text += "data: {}\n"
	default:
		text += "spec: {}\n"
	}
	return text
}

var plain = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

// targets are the objects that the patches below a directory name.
func targets(dir string) []target {
	var all []target
	add := func(apiVersion, kind, name string) {
		if kind != "" && plain.MatchString(name) {
			all = append(all, target{cmp.Or(apiVersion, versions()[kind], "v1"), kind, name})
		}
	}
	merge := func(text string) {
		for _, document := range strings.Split(text, "\n---") {
			var object struct {
				APIVersion string `json:"apiVersion"`
				Kind       string `json:"kind"`
				Metadata   struct{ Name string }
			}
			if yaml.Unmarshal([]byte(strings.TrimPrefix(document, "---")), &object) == nil {
				add(object.APIVersion, object.Kind, object.Metadata.Name)
			}
		}
	}
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil //nolint:nilerr // what cannot be read names nothing
		}
		k, err := read(path)
		if err != nil {
			return nil //nolint:nilerr // no kustomization
		}
		own := append(k.Patches, k.PatchesJson6902...)
		for _, text := range k.PatchesStrategicMerge {
			own = append(own, patch{Path: text})
		}
		for _, one := range own {
			text := one.Patch
			if content, err := os.ReadFile(filepath.Join(path, one.Path)); err == nil {
				text = string(content)
			}
			if one.Target != nil {
				version := strings.TrimPrefix(one.Target.Group+"/"+cmp.Or(one.Target.Version, "v1"), "/")
				if one.Target.Group == "" {
					version = versions()[one.Target.Kind]
				}
				add(version, one.Target.Kind, one.Target.Name)
				continue
			}
			merge(text)
		}
		return nil
	})
	return all
}

// versions are those of kinds that patches name without one.
func versions() map[string]string {
	return map[string]string{
		"Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1", "Ingress": "networking.k8s.io/v1",
		"ClusterRole": "rbac.authorization.k8s.io/v1", "Role": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
		"CustomResourceDefinition": "apiextensions.k8s.io/v1", "ServiceMonitor": "monitoring.coreos.com/v1",
	}
}
