package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// parent is where the directories stand in the project.
const parent = "manifests"

// directory reads one component's directory, and collects what is wrong with it.
type directory struct {
	// fsys is the project.
	fsys     fs.FS
	name     string
	build    Build
	problems []error
	// kustomizationFile is what that file is called here.
	kustomizationFile string
	// namespaceIn is the file that the component's Namespace is written in, namespaceAt the place in it.
	namespaceIn, namespaceAt string
	// outside are the files that it reads and that are not in manifests/, by path in the project.
	outside map[string]bool
	// unbuilt says that its objects are not known, for other problems.
	unbuilt bool
	// named are the files that the kustomization names.
	named map[string]bool
}

// in is where a file of the directory stands in the project.
func (d *directory) in(file string) string { return path.Join(parent, d.name, file) }

// report notes a problem with a file; at is the path of the key, or empty.
func (d *directory) report(file, at, format string, arguments ...any) {
	if at != "" {
		at += ": "
	}
	d.problems = append(d.problems, fmt.Errorf("%s: %s%s", d.in(file), at, fmt.Sprintf(format, arguments...)))
}

// reported says whether a problem with a key is noted already, so that one mistake makes one message.
func (d *directory) reported(file, at string) bool {
	prefix := d.in(file) + ": " + at + ": "
	return slices.ContainsFunc(d.problems, func(problem error) bool { return strings.HasPrefix(problem.Error(), prefix) })
}

// read returns all documents of a file that another file names at a key (or that the format requires: by is empty).
// ok is false, and the problem noted, where there is no such file or it is no clean YAML.
func (d *directory) read(by, at, file string, as dialect) (all []any, ok bool) {
	text, err := fs.ReadFile(d.fsys, d.in(file))
	switch {
	case errors.Is(err, fs.ErrNotExist) && by == "":
		d.report(file, "", "missing; every directory of %s has one", parent)
		return nil, false
	case errors.Is(err, fs.ErrNotExist):
		d.report(by, at, "no file %s", d.in(file))
		return nil, false
	case err != nil:
		d.report(file, "", "reading: %v", err)
		return nil, false
	}
	all, problems := documents(text, as)
	for _, problem := range problems {
		d.report(file, "", "%v", problem)
	}
	return all, len(problems) == 0
}

// one reads a file that holds one document. A file that the format requires (by is empty) must not be empty.
func (d *directory) one(by, at, file string, as dialect) (any, bool) {
	all, ok := d.read(by, at, file, as)
	all = slices.DeleteFunc(all, func(document any) bool { return document == nil })
	if ok && len(all) > 1 {
		d.report(file, "", "found %d documents, want one", len(all))
		return nil, false
	}
	if ok && len(all) == 0 && by == "" {
		d.report(file, "", "empty")
		return nil, false
	}
	if len(all) == 0 {
		return nil, ok
	}
	return all[0], ok
}

// reads remembers a path in the project that is not in manifests/.
func (d *directory) reads(file string) {
	if !strings.HasPrefix(file, parent+"/") {
		d.outside[file] = true
	}
}

const outside = "%q is outside of the project: another machine would not find it; copy it into the project"

// local checks that what a key names is a file of the project, and returns its clean name as seen from this directory.
func (d *directory) local(by, at, file string) (string, bool) {
	clean := path.Clean(file)
	switch {
	case file == "":
		d.report(by, at, "empty, want the name of a file")
	case remote(file):
		d.report(by, at, "remote %q is not supported: save the file in this directory and name it here", file)
	case path.IsAbs(clean) || !fs.ValidPath(d.in(clean)):
		d.report(by, at, outside, file)
	default:
		if info, err := fs.Stat(d.fsys, d.in(clean)); err == nil && info.IsDir() {
			d.report(by, at, "%s is a directory, want a file", file)
			return "", false
		}
		d.named[clean] = true
		d.reads(d.in(clean))
		return clean, true
	}
	return "", false
}

// remote recognises what Kustomize would fetch: addresses, and Git shorthands like github.com/owner/name?ref=v1.
func remote(file string) bool {
	first, _, nested := strings.Cut(file, "/")
	return strings.Contains(file, "://") || strings.HasPrefix(file, "git@") || strings.Contains(file, "?ref=") ||
		nested && !strings.HasPrefix(first, ".") && strings.HasSuffix(first, ".com")
}
