package manifest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// placed is an object, and where it is written.
type placed struct {
	Object
	file, where string
}

// made are the directory's objects, and what Kustomize does to its charts' output; nil where it does nothing to that. A directory that
// asks the library for nothing but a namespace is read here: to compile the library takes half a minute. A namespace does nothing to a
// chart's output: Helm gives it (NamespaceTransformer of Kustomize's api 0.21).
func (d *directory) made(doc kustomization) ([]placed, *Customization) {
	includes := slices.ContainsFunc(doc.Resources, func(name string) bool {
		info, err := fs.Stat(d.fsys, path.Clean(d.in(name)))
		return name != "" && err == nil && info.IsDir() && !remote(name)
	})
	if !includes && !anyOf(doc.libraryKeys) {
		return d.resources(doc.Resources), nil
	}
	if len(d.problems) > 0 {
		d.unbuilt = true
		return nil, nil // the library would refuse the same in its own words
	}
	all, asked := d.customized(len(doc.HelmCharts))
	if len(doc.HelmCharts) == 0 || !anyOf(doc.touching) {
		return all, nil
	}
	return all, &asked
}

// resources reads the listed files, in order.
func (d *directory) resources(files []string) []placed {
	var out []placed
	seen := []string{}
	for i, name := range files {
		at := "resources[" + strconv.Itoa(i) + "]"
		file, ok := d.local(d.kustomizationFile, at, name)
		if !ok {
			continue
		}
		if slices.Contains(seen, file) {
			d.report(d.kustomizationFile, at, "%s is listed twice", file)
			continue
		}
		seen = append(seen, file)
		if file == namespaceFile {
			continue // read by its name
		}
		all, _ := d.read(d.kustomizationFile, at, file, objects)
		for number, document := range all {
			where := ""
			if len(all) > 1 {
				where = "document " + strconv.Itoa(number+1)
			}
			out = append(out, d.objects(file, where, document)...)
		}
	}
	return out
}

// localAnnotation keeps an object out of what Kustomize builds.
const localAnnotation = "config.kubernetes.io/local-config"

// objects takes a document apart: nothing, one object, or the items of a List.
func (d *directory) objects(file, where string, document any) []placed {
	if document == nil {
		return nil
	}
	object, ok := document.(Object)
	if !ok {
		d.report(file, where, "found %s, want a Kubernetes object", strict.Describe(document))
		return nil
	}
	kind, _ := object["kind"].(string)
	if items, isList := object["items"].([]any); isList && strings.HasSuffix(kind, "List") {
		var out []placed
		for i, item := range items {
			out = append(out, d.objects(file, within(where, fmt.Sprintf("items[%d]", i)), item)...)
		}
		return out
	}
	if !d.sound(file, where, object) || annotated(object, localAnnotation) == "true" {
		return nil
	}
	return []placed{{object, file, where}}
}

// annotated is the text of an annotation; "" without one.
func annotated(object Object, name string) string {
	metadata, _ := object["metadata"].(Object)
	annotations, _ := metadata["annotations"].(Object)
	text, _ := annotations[name].(string)
	return text
}

// sound checks what every object has: apiVersion, kind, a name. It drops nulls that mean nothing, and reports others.
func (d *directory) sound(file, where string, object Object) bool {
	before := len(d.problems)
	metadata, isMap := object["metadata"].(Object)
	for _, field := range []struct {
		key   string
		value any
	}{{"apiVersion", object["apiVersion"]}, {"kind", object["kind"]}, {"metadata.name", metadata["name"]}} {
		if text, ok := field.value.(string); !ok || text == "" {
			found := "missing"
			if ok || field.value != nil {
				found = "found " + strict.Describe(field.value)
			}
			d.report(file, within(where, field.key), "%s, want text", found)
		}
	}
	if !isMap || len(d.problems) > before {
		return false
	}
	if space := metadata["namespace"]; space != nil {
		if _, ok := space.(string); !ok {
			d.report(file, within(where, "metadata.namespace"), "found %s, want text", strict.Describe(space))
		}
	}
	d.nulls(file, where, object)
	return len(d.problems) == before
}

// nulls deals with nulls in maps, which get lost on the way to the cluster. The API server treats those of built-in
// kinds, of metadata and of status as absent, so there nothing is lost; in a custom resource null can have a meaning.
func (d *directory) nulls(file, where string, object Object) {
	apiVersion, _ := object["apiVersion"].(string)
	if builtIn(apiVersion) {
		prune(object)
		return
	}
	prune(object["metadata"])
	delete(object, "status")
	unstamp(object)
	for _, null := range strict.Nulls("", object) {
		d.report(file, within(where, null), "found null, which would be lost; write {} if the key alone is meant, else leave it out")
	}
}

func within(where, key string) string { return strings.TrimPrefix(where+" "+key, " ") }

// unstamp removes creationTimestamp: null at any depth: Go programs write it into every template of metadata, and it means nothing.
func unstamp(value any) {
	switch v := value.(type) {
	case Object:
		if stamp, written := v["creationTimestamp"]; written && stamp == nil {
			delete(v, "creationTimestamp")
		}
		for _, item := range v {
			unstamp(item)
		}
	case []any:
		for _, item := range v {
			unstamp(item)
		}
	}
}

// prune removes null entries of maps, at any depth.
func prune(value any) {
	switch v := value.(type) {
	case Object:
		for key, item := range v {
			if item == nil {
				delete(v, key)
			}
			prune(item)
		}
	case []any:
		for _, item := range v {
			prune(item)
		}
	}
}
