package main

import (
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// build answers the request, from the project on disk.
func (r request) build() response {
	project := &project{FileSystem: filesys.MakeFsOnDisk(), root: r.Project, path: r.Path, text: r.Kustomization, read: map[string][]byte{}}
	if problems := project.unfit(); len(problems) > 0 {
		return response{Problems: problems}
	}
	project.lenient = r.Charts > 0
	built, err := customize(project, path.Join(r.Project, r.Path))
	if err != nil {
		return response{Problems: []string{fmt.Sprintf("%s: %s", r.Path, project.plain(err))}}
	}
	text, err := built.AsYaml()
	if err != nil {
		return response{Problems: []string{fmt.Sprintf("%s: writing what it builds: %v", r.Path, err)}}
	}
	return response{Objects: string(text), Files: project.read}
}

// customize runs Kustomize as `kubectl kustomize` does, but that files may stand anywhere in the project.
func customize(fsys filesys.FileSystem, dir string) (resmap.ResMap, error) {
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	options.Reorder = krusty.ReorderOptionUnspecified
	return krusty.MakeKustomizer(options).Run(fsys, dir)
}

// plain is a problem of the library in one line, without this machine's paths.
func (p *project) plain(err error) string {
	text := strings.ReplaceAll(err.Error(), p.root+"/", "")
	return strings.Join(strings.Fields(text), " ")
}
