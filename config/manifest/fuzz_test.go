package manifest_test

import (
	"errors"
	"testing"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// No text makes a panic of a directory: it is read, or refused with words. Run it longer with
//
//	go test ./config/manifest -fuzz FuzzDirectory -fuzztime 10m
func FuzzDirectory(f *testing.F) {
	object := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {argocd.argoproj.io/sync-wave: \"-1\"}}\ndata: {a: on, b: 2024-01-01, c: 0x1F}\n"
	for _, kustomization := range []string{
		storeKustomization,
		"helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: a, version: 1.0.0, releaseName: b, valuesInline: {a: null, b: [1, ~]}, valuesMerge: replace}]\n",
		"namespace: store\ncommonLabels: {a: b}\npatches: [{target: {kind: Deployment}, patch: \"- {op: add, path: /a, value: 1}\"}]\nresources: [extra.yaml, sub]\n",
		"configMapGenerator: [{name: a, files: [x=y], literals: [A=b]}]\ngenerators: [a.yaml]\nhelmCharts: [{name: a, nameTemplate: '{{ . }}'}]\n",
		"resources: &r [extra.yaml]\nhelmCharts:\n- <<: *r\n",
	} {
		for _, resource := range []string{object, extraYAML, "kind: List\napiVersion: v1\nitems: [{}, null, 5]\n", "--- 5\n---\n- a\n", namespaceYAML("store", "1"),
			"apiVersion: x.org/v1\nkind: A\nmetadata: {name: 5, namespace: null}\nspec: {n: 12345678901234567890, d: !!binary aGk=}\n"} {
			f.Add(kustomization, resource, "a: yes\nb: {c: [~, 1e400]}\n", namespaceYAML("store", "3"))
		}
	}
	echo := func(manifest.Customization) (manifest.Built, error) { return manifest.Built{Objects: object}, nil }
	failing := func(manifest.Customization) (manifest.Built, error) {
		return manifest.Built{}, errors.New("no library")
	}
	f.Fuzz(func(_ *testing.T, kustomization, resource, values, namespace string) {
		fsys := files{"store/kustomization.yaml": kustomization, "store/extra.yaml": resource, "store/values.yaml": values, "store/namespace.yaml": namespace,
			"store/sub/kustomization.yaml": resource}.fs()
		build := manifest.Build(echo)
		if len(kustomization)%2 == 1 {
			build = failing
		}
		components, err := manifest.Load(fsys, build)
		for _, one := range manifest.AllUnpinned(err) {
			_, _ = manifest.Pin([]byte(kustomization), one.Entry, "1.2.3")
		}
		for _, component := range components {
			for _, object := range component.Objects {
				manifest.StepOf(object)
			}
		}
	})
}
