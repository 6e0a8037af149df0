package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// project is a file system that ends at the project, and remembers what was read of it.
type project struct {
	filesys.FileSystem
	// root is the project's directory, path that of the kustomization in it, whose text is given.
	root, path, text string
	// lenient makes patches of all kustomizations pass over what is not there: it may be in a chart.
	lenient bool
	read    map[string][]byte
}

// ReadFile reads a file of the project. Of the names of a kustomization, the directory's own has the first.
func (p *project) ReadFile(name string) ([]byte, error) {
	inside, err := filepath.Rel(p.root, name)
	if err != nil || !filepath.IsLocal(inside) {
		return nil, fmt.Errorf("%s is outside of the project: another machine would not find it", name)
	}
	inside = filepath.ToSlash(inside)
	text := []byte(p.text)
	switch own := path.Dir(inside) == p.path && isKustomization(inside); {
	case own && path.Base(inside) != konfig.DefaultKustomizationFileName():
		return nil, fmt.Errorf("%s: its text is given", name)
	case !own:
		if text, err = p.FileSystem.ReadFile(name); err != nil {
			return nil, err //nolint:wrapcheck // the library asks for what kind it is
		}
		p.read[inside] = text
	}
	if p.lenient && isKustomization(inside) {
		return lenient(text, func(file string) ([]byte, error) { return p.ReadFile(path.Join(path.Dir(name), file)) })
	}
	return text, nil
}

func isKustomization(file string) bool {
	return slices.Contains(konfig.RecognizedKustomizationFileNames(), path.Base(file))
}

// remote recognises what Kustomize would fetch: addresses, and Git shorthands like github.com/owner/name?ref=v1.
func remote(file string) bool {
	first, _, nested := strings.Cut(file, "/")
	return strings.Contains(file, "://") || strings.HasPrefix(file, "git@") || strings.Contains(file, "?ref=") ||
		nested && !strings.HasPrefix(first, ".") && strings.HasSuffix(first, ".com")
}
