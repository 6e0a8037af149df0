package manifest_test

import (
	"fmt"
	"io/fs"
	"testing/fstest"
)

// files is a manifests/ directory as path -> text. Its helpers change one thing at a time for the tables of errors.
type files map[string]string

func (f files) fs() fstest.MapFS {
	out := fstest.MapFS{"manifests": {Mode: fs.ModeDir}}
	for name, text := range f {
		out["manifests/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// with returns a copy in which one file is another.
func (f files) with(name, text string) files {
	out := files{name: text}
	for other, text := range f {
		if other != name {
			out[other] = text
		}
	}
	return out
}

// without returns a copy that lacks a file.
func (f files) without(name string) files {
	out := f.with(name, "")
	delete(out, name)
	return out
}

func namespaceYAML(name, wave string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Namespace
metadata:
  name: %s
  labels: {name: %s}
  annotations:
    argocd.argoproj.io/sync-wave: %s
`, name, name, wave)
}

const storeKustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: store
helmCharts:
  - name: bucketd
    repo: https://charts.example.org/
    version: 1.2.3
    releaseName: my-store
    namespace: store
    valuesFile: values.yaml
resources:
  - namespace.yaml
  - extra.yaml
`

const extraYAML = `apiVersion: v1
kind: ConfigMap
metadata: {name: extra}
data: {day: 2024-04-01}
`

// store is a sound directory with one chart and one object.
func store() files {
	return files{
		"store/namespace.yaml":     namespaceYAML("store", `"3"`),
		"store/kustomization.yaml": storeKustomization,
		"store/values.yaml":        "replicas: 1\n",
		"store/extra.yaml":         extraYAML,
	}
}
