package main

import (
	"errors"
	"fmt"
	"maps"
	"path"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	encoding "sigs.k8s.io/yaml"
)

// directory is what a post-renderer applies.
type directory struct {
	// Path is the directory's in the project; Files have all that its kustomization reads, by path in the project.
	Path          string `json:"path"`
	Kustomization string `json:"kustomization"`
	// Beside are documents of the chart that are customized elsewhere, and that patches may name.
	Beside []byte            `json:"beside"`
	Files  map[string][]byte `json:"files"`
	// Charts is how many charts share the kustomization: of several, each is customized alone, and a patch of another's objects
	// finds nothing.
	Charts int `json:"charts"`
}

const (
	// output is the file that a chart's output is in, beside the kustomization.
	output = "output-of-the-chart.yaml"
	// beside is the file of what the chart brings besides.
	beside = "beside-the-output-of-the-chart.yaml"
	// fromChart marks what the chart has rendered until it is taken out again. Of annotations with this prefix Kustomize takes care;
	// its own mark of charts goes with the build.
	fromChart = "internal.config.kubernetes.io/from-chart"
)

// customized are the objects of a chart's output as the directory's kustomization makes them. The whole directory is built, with
// the output among its resources as Kustomize has it: names that a generator makes are followed in it. Only the chart's are kept.
func (d directory) customized(rendered []byte) ([]byte, error) {
	marked, given, err := mark(rendered)
	if err != nil {
		return nil, err
	}
	built, err := d.with(marked, d.Charts > 1)
	if err != nil {
		return nil, err
	}
	kept, others := resmap.New(), []*resource.Resource{}
	for _, object := range built.Resources() {
		annotations := object.GetAnnotations(fromChart)
		if annotations[fromChart] == "" {
			others = append(others, object)
			continue
		}
		err := errors.Join(object.PipeE(yaml.ClearAnnotation(fromChart)), yaml.ClearEmptyAnnotations(&object.RNode), kept.Append(object))
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", object.CurId(), err)
		}
	}
	if kept.Size() < given { // a patch has deleted an object, or its annotations
		err = d.addUnknown(kept, others)
	}
	if err != nil {
		return nil, err
	}
	return kept.AsYaml()
}

// addUnknown adds those objects that the directory does not make by itself.
func (d directory) addUnknown(kept resmap.ResMap, others []*resource.Resource) error {
	own, err := d.with(nil, true)
	if err != nil {
		return err
	}
	for _, object := range others {
		if len(own.GetMatchingResourcesByCurrentId(object.CurId().Equals)) > 0 {
			continue
		}
		if err := kept.Append(object); err != nil {
			return fmt.Errorf("writing %s: %w", object.CurId(), err)
		}
	}
	return nil
}

// with builds the directory with the output of a chart, which may be nothing.
func (d directory) with(chart []byte, lenient bool) (resmap.ResMap, error) {
	memory := filesys.MakeFsInMemory()
	files := maps.Clone(d.Files)
	if files == nil {
		files = map[string][]byte{}
	}
	text, err := withResources(d.Kustomization, output, beside)
	if err != nil {
		return nil, err
	}
	files[path.Join(d.Path, output)], files[path.Join(d.Path, beside)] = append(chart, '\n'), append(d.Beside, '\n')
	files[path.Join(d.Path, konfig.DefaultKustomizationFileName())] = text
	for file, content := range files {
		if err := memory.WriteFile(path.Join("/", file), content); err != nil {
			return nil, fmt.Errorf("keeping %s: %w", file, err)
		}
	}
	fsys := &project{FileSystem: memory, root: "/", path: d.Path, text: string(text), lenient: lenient, read: map[string][]byte{}}
	return customize(fsys, path.Join("/", d.Path))
}

// mark annotates every object, and counts them.
func mark(rendered []byte) (text []byte, count int, err error) {
	objects, err := resmap.NewFactory(provider.NewDefaultDepProvider().GetResourceFactory()).NewResMapFromBytes(rendered)
	if err != nil {
		return nil, 0, fmt.Errorf("reading it: %w", err)
	}
	for _, object := range objects.Resources() {
		for _, annotation := range []string{fromChart, konfig.HelmGeneratedAnnotation} {
			if err := object.PipeE(yaml.SetAnnotation(annotation, "true")); err != nil {
				return nil, 0, fmt.Errorf("reading %s: %w", object.CurId(), err)
			}
		}
	}
	text, err = objects.AsYaml()
	return text, objects.Size(), err
}

// withResources adds resources at the end of a kustomization's.
func withResources(kustomization string, files ...string) ([]byte, error) {
	var k types.Kustomization
	if err := k.Unmarshal([]byte(kustomization)); err != nil {
		return nil, fmt.Errorf("reading the kustomization: %w", err)
	}
	k.FixKustomization()
	k.Resources = append(k.Resources, files...)
	return encoding.Marshal(k)
}
