package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// kustomization is what is looked at of one.
type kustomization struct {
	Namespace   string
	Resources   []string
	HelmGlobals struct{ ChartHome string }
	HelmCharts  []struct{ Name, Version, Namespace, Repo string }
	Patches     []patch
	// The older keys.
	PatchesStrategicMerge []string
	PatchesJson6902       []patch
	Components            []string
}

type patch struct {
	Path, Patch string
	Target      *struct{ Group, Version, Kind, Name string }
}

func read(dir string) (k kustomization, err error) {
	for _, name := range []string{"kustomization.yaml", "kustomization.yml", "Kustomization"} {
		text, missing := os.ReadFile(filepath.Join(dir, name))
		if missing == nil {
			return k, yaml.Unmarshal(text, &k)
		}
		err = missing
	}
	return k, err
}

const wave = "argocd.argoproj.io/sync-wave"

// adopt does what whoever brings a directory has to: its Namespace gets a wave, and one that has none in a file of its own gets that. It
// returns the namespace.
func adopt(dir string) (string, error) {
	k, err := read(dir)
	if err != nil {
		return "", err
	}
	for _, file := range k.Resources {
		file = filepath.Join(dir, file)
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a directory, or remote
		}
		name, changed := waved(string(text))
		if name != "" && (k.Namespace == "" || name == k.Namespace) {
			return name, os.WriteFile(file, []byte(changed), 0o600)
		}
	}
	namespace := k.Namespace
	for _, chart := range k.HelmCharts {
		namespace = cmp.Or(namespace, chart.Namespace)
	}
	namespace = cmp.Or(namespace, "default") // where Kustomize lets a chart be
	file := filepath.Join(dir, "namespace.yaml")
	if _, err := os.Stat(file); err == nil {
		return namespace, errors.New("a namespace.yaml that is no resource, or no Namespace")
	}
	return namespace, os.WriteFile(file, []byte("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "+namespace+"\n  annotations: {"+wave+": \"1\"}\n"), 0o600)
}

// waved gives the Namespace in a file a wave, if it has none.
func waved(text string) (name, changed string) {
	documents := strings.Split(text, "\n---")
	for i, document := range documents {
		var object struct {
			APIVersion string         `json:"apiVersion"`
			Kind       string         `json:"kind"`
			Metadata   map[string]any `json:"metadata"`
		}
		if yaml.Unmarshal([]byte(strings.TrimPrefix(document, "---")), &object) != nil || object.Kind != "Namespace" || object.APIVersion != "v1" {
			continue
		}
		name, _ = object.Metadata["name"].(string)
		annotations, _ := object.Metadata["annotations"].(map[string]any)
		if annotations == nil {
			annotations = map[string]any{}
		}
		if _, set := annotations[wave]; !set {
			annotations[wave] = "1"
		}
		object.Metadata["annotations"] = annotations
		written, err := yaml.Marshal(object)
		if err != nil {
			return "", text
		}
		documents[i] = "\n" + string(written)
		break
	}
	return name, strings.TrimPrefix(strings.Join(documents, "\n---"), "\n")
}
