package manifest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Load reads every directory of the project's manifests/, strictly. Those that ask for more of Kustomize than this package does are
// built by it. The result is sorted by wave; within a wave those that name others (After) come last; then by name. The error joins the
// problems of all directories, in the order of their names; each names file, key and line. The components beside it hold what could be
// read, for more checks, not for use.
func Load(project fs.FS, build Build) ([]Component, error) {
	entries, err := fs.ReadDir(project, parent)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", parent, err)
	}
	var directories []*directory
	for _, entry := range entries {
		// Stat follows symbolic links, which the entry itself does not.
		if info, err := fs.Stat(project, path.Join(parent, entry.Name())); err == nil && info.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			directories = append(directories, &directory{fsys: project, name: entry.Name(), build: build, named: map[string]bool{}, outside: map[string]bool{}})
		}
	}
	components := together(directories)
	var problems []error
	for _, d := range directories {
		problems = append(problems, d.problems...)
	}
	problems = located(project, append(problems, owners(components)...))
	slices.SortFunc(components, func(a, b Component) int {
		return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(min(len(a.After), 1), min(len(b.After), 1)), cmp.Compare(a.Name, b.Name))
	})
	return components, errors.Join(problems...)
}

// together reads directories, as many at a time as there are processors.
func together(directories []*directory) []Component {
	components := make([]Component, len(directories))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i, d := range directories {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			components[i] = d.component()
		})
	}
	group.Wait()
	return components
}

func (d *directory) component() Component {
	if !label.MatchString(d.name) {
		d.report("", "", "the directory's name is the component's: want small letters, digits and -")
	}
	d.findKustomization()
	doc := d.kustomization()
	made, customize := d.made(doc)
	source, rest := d.namespaceAmong(made, doc)
	namespace, wave, after := d.namespace(source)
	d.sameNamespace("namespace", doc.Namespace, namespace.Name)
	charts := d.charts(doc, namespace.Name)
	objects := d.settled(d.ordered(rest), namespace.Name, doc.Namespace != "")
	all := Component{
		Name: d.name, File: d.in(d.kustomizationFile), Wave: wave, After: after, Namespace: namespace, Charts: charts, Objects: objects,
		Customize: customize,
	}
	all.Outside = slices.Sorted(maps.Keys(d.outside))
	d.watched(&all)
	return all
}

// owners finds what two files own: a namespace, a release name, an object. Release names are unique over all
// namespaces: they are also the names of resources in the stack.
func owners(components []Component) []error {
	var problems []error
	claimed := map[string]string{}
	own := func(what, file, key string) {
		place := file + ": " + key
		if first, taken := claimed[what]; taken {
			problems = append(problems, fmt.Errorf("%s: %s is claimed already by %s", place, what, first))
			return
		}
		claimed[what] = place
	}
	for _, c := range components {
		if c.Namespace.Name != "" {
			own("namespace "+c.Namespace.Name, path.Join(parent, c.Name, namespaceFile), "metadata.name")
		}
	}
	for _, c := range components {
		file := c.File
		for i, chart := range c.Charts {
			if chart.Release != "" {
				own("release "+chart.Release, file, fmt.Sprintf("helmCharts[%d].releaseName", i))
			}
		}
		for _, object := range c.Objects {
			own(identity(object), file, "resources")
		}
		for _, dashboard := range c.Dashboards {
			own("dashboard "+dashboard.UID, path.Join(parent, dashboard.File), "uid")
		}
	}
	return problems
}

// identity names what the API server keeps once: two versions of a group are the same object.
func identity(object Object) string {
	metadata := object["metadata"].(Object)
	if object["kind"] == "Namespace" {
		return fmt.Sprintf("namespace %s", metadata["name"])
	}
	group, _, named := strings.Cut(object["apiVersion"].(string), "/")
	if !named {
		group = ""
	}
	id := fmt.Sprintf("%s %s", object["kind"], metadata["name"])
	if group != "" {
		id += " of " + group
	}
	if namespace, ok := metadata["namespace"].(string); ok {
		id += " in namespace " + namespace
	}
	return id
}
