package manifest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// resources reads the listed files, in order, without namespace.yaml. With rewrite, which is Kustomize's key namespace, every object is in
// the component's namespace, whatever it says itself.
func (d *directory) resources(files []string, namespace string, rewrite bool) []Object {
	var out []Object
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
			continue
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
	settle(out, namespace, rewrite)
	return out
}

// objects takes a document apart: nothing, one object, or the items of a List.
func (d *directory) objects(file, where string, document any) []Object {
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
		var out []Object
		for i, item := range items {
			out = append(out, d.objects(file, within(where, fmt.Sprintf("items[%d]", i)), item)...)
		}
		return out
	}
	if !d.sound(file, where, object) {
		return nil
	}
	return []Object{object}
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
	for _, null := range strict.Nulls("", object) {
		d.report(file, within(where, null), "found null, which would be lost; write {} if the key alone is meant, else leave it out")
	}
}

func within(where, key string) string { return strings.TrimPrefix(where+" "+key, " ") }

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
