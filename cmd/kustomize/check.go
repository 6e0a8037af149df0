package main

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
)

// unfit is what a directory's kustomization, and each that it includes, asks for and cannot have here.
func (p *project) unfit() []string {
	return p.unfitIn(p.path, true, map[string]bool{})
}

func (p *project) unfitIn(dir string, own bool, seen map[string]bool) []string {
	file, text, err := p.kustomizationOf(dir)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", dir, err)}
	}
	if seen[file] {
		return nil
	}
	seen[file] = true
	var k types.Kustomization
	if err := k.Unmarshal(text); err != nil {
		return []string{fmt.Sprintf("%s: %s", file, p.plain(err))}
	}
	var problems []string
	report := func(at, why string) { problems = append(problems, file+": "+at+": "+why) }
	for _, key := range []struct {
		name string
		set  bool
	}{{"generators", len(k.Generators) > 0}, {"transformers", len(k.Transformers) > 0}, {"validators", len(k.Validators) > 0}} {
		if key.set {
			report(key.name, "plugins are not supported: they run programs; write what it does as a key of the kustomization (patches, labels, "+
				"images), or save what it makes as a file")
		}
	}
	if !own && (len(k.HelmCharts) > 0 || len(k.HelmChartInflationGenerator) > 0) {
		report("helmCharts", "a chart of an included directory is not supported: list it in "+p.path+", or make the directory one of manifests/")
	}
	for _, named := range paths(k) {
		inside := path.Join(dir, named.file)
		switch {
		case remote(named.file):
			report(named.at, fmt.Sprintf("remote %q is not supported, a preview does not fetch it: save it in the project and name it here",
				named.file))
		case path.IsAbs(named.file) || !filepath.IsLocal(inside):
			report(named.at, fmt.Sprintf("%q is outside of the project: another machine would not find it; copy it into the project", named.file))
		case !p.Exists(path.Join(p.root, inside)):
			report(named.at, "there is no "+inside)
		case named.includes && p.IsDir(path.Join(p.root, inside)):
			problems = append(problems, p.unfitIn(inside, false, seen)...)
		}
	}
	return problems
}

// kustomizationOf reads the kustomization of a directory.
func (p *project) kustomizationOf(dir string) (file string, text []byte, err error) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		file = path.Join(dir, name)
		if text, err = p.ReadFile(path.Join(p.root, file)); err == nil {
			return file, text, nil
		}
	}
	return "", nil, errors.New("has no kustomization.yaml")
}

// named is a path in a kustomization.
type named struct {
	at, file string
	// includes says that it may be a directory.
	includes bool
}

// paths are the files and directories that a kustomization names.
func paths(k types.Kustomization) []named {
	var all []named
	list := func(key string, includes bool, files ...string) {
		for i, file := range files {
			all = append(all, named{fmt.Sprintf("%s[%d]", key, i), file, includes})
		}
	}
	list("resources", true, k.Resources...)
	list("bases", true, k.Bases...)
	list("components", true, k.Components...)
	list("crds", false, k.Crds...)
	list("configurations", false, k.Configurations...)
	one := func(at, file string) {
		if file != "" {
			all = append(all, named{at, file, false})
		}
	}
	for i, patch := range k.Patches {
		one(fmt.Sprintf("patches[%d].path", i), patch.Path)
	}
	for i, patch := range k.PatchesJson6902 {
		one(fmt.Sprintf("patchesJson6902[%d].path", i), patch.Path)
	}
	for i, patch := range k.PatchesStrategicMerge {
		if !strings.Contains(string(patch), "\n") { // else it is the patch itself
			one(fmt.Sprintf("patchesStrategicMerge[%d]", i), string(patch))
		}
	}
	for i, replacement := range k.Replacements {
		one(fmt.Sprintf("replacements[%d].path", i), replacement.Path)
	}
	one("openapi.path", k.OpenAPI["path"])
	for i, generated := range k.ConfigMapGenerator {
		all = append(all, sources(fmt.Sprintf("configMapGenerator[%d]", i), generated.KvPairSources)...)
	}
	for i, generated := range k.SecretGenerator {
		all = append(all, sources(fmt.Sprintf("secretGenerator[%d]", i), generated.KvPairSources)...)
	}
	return all
}

// sources are the files of a generator: "path" or "key=path".
func sources(at string, from types.KvPairSources) []named {
	var all []named
	for i, source := range from.FileSources {
		_, file, keyed := strings.Cut(source, "=")
		if !keyed {
			file = source
		}
		all = append(all, named{fmt.Sprintf("%s.files[%d]", at, i), file, false})
	}
	for i, file := range from.EnvSources {
		all = append(all, named{fmt.Sprintf("%s.envs[%d]", at, i), file, false})
	}
	if from.EnvSource != "" {
		all = append(all, named{at + ".env", from.EnvSource, false})
	}
	return all
}
