package main

import (
	"encoding/json"
	"fmt"
	"regexp"

	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"
)

// lenient rewrites a kustomization so that patches and replicas of what is not there are passed over, as Kustomize passes over a target
// that selects nothing. read reads a file beside it.
func lenient(text []byte, read func(file string) ([]byte, error)) ([]byte, error) {
	var k types.Kustomization
	if err := k.Unmarshal(text); err != nil {
		return nil, err
	}
	k.FixKustomization()
	var patches []types.Patch
	for _, patch := range k.PatchesStrategicMerge { // applied before all others
		content, err := read(string(patch))
		if err != nil {
			content = []byte(patch)
		}
		targeted, err := targets(content, nil)
		if err != nil {
			return nil, fmt.Errorf("patchesStrategicMerge: %w", err)
		}
		patches = append(patches, targeted...)
	}
	for i, patch := range k.Patches {
		content := []byte(patch.Patch)
		if patch.Path != "" {
			var err error
			if content, err = read(patch.Path); err != nil {
				return nil, fmt.Errorf("patches[%d]: %w", i, err)
			}
		}
		if patch.Target != nil {
			patches = append(patches, patch)
			continue
		}
		targeted, err := targets(content, patch.Options)
		if err != nil {
			return nil, fmt.Errorf("patches[%d]: %w", i, err)
		}
		patches = append(patches, targeted...)
	}
	k.PatchesStrategicMerge, k.Patches = nil, patches
	for _, replica := range k.Replicas {
		k.PatchesJson6902 = append(k.PatchesJson6902, scaled(replica))
	}
	k.Replicas = nil
	return yaml.Marshal(k)
}

// targets parts strategic merge patches into one for each object, with the object that it names as its target.
func targets(content []byte, options *types.PatchArgs) ([]types.Patch, error) {
	objects, err := provider.NewDefaultDepProvider().GetResourceFactory().SliceFromBytes(content)
	if err != nil {
		return nil, err
	}
	var patches []types.Patch
	for _, object := range objects {
		text, err := object.AsYAML()
		if err != nil {
			return nil, err
		}
		id := object.OrgId()
		exactly := func(text string) string {
			if text == "" {
				return ""
			}
			return "^" + regexp.QuoteMeta(text) + "$"
		}
		target := resid.ResId{Name: exactly(id.Name), Namespace: exactly(id.Namespace)}
		target.Gvk = resid.Gvk{Group: exactly(id.Group), Version: exactly(id.Version), Kind: exactly(id.Kind)}
		patches = append(patches, types.Patch{Patch: string(text), Target: &types.Selector{ResId: target}, Options: options})
	}
	return patches, nil
}

// scaled is what an entry of replicas does.
func scaled(replica types.Replica) types.Patch {
	operation, _ := json.Marshal([]map[string]any{{"op": "add", "path": "/spec/replicas", "value": replica.Count}})
	target := resid.ResId{Name: "^" + regexp.QuoteMeta(replica.Name) + "$"}
	target.Kind = "^(Deployment|ReplicaSet|ReplicationController|StatefulSet)$"
	return types.Patch{Patch: string(operation), Target: &types.Selector{ResId: target}}
}
