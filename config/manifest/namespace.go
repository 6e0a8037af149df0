package manifest

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kalypsoServing/kalypso/config/strict"
)

const (
	namespaceFile = "namespace.yaml"
	// WaveAnnotation is the annotation of a Namespace that says its component's wave, as in the older delivery.
	WaveAnnotation = "argocd.argoproj.io/sync-wave"
	// AfterAnnotation is the annotation of a drop-in's Namespace that names the components that must be ready first, like
	// "minio, loki". Without it, its wave says what it waits for.
	AfterAnnotation = "kalypso.io/after"
	// StackAnnotation is the annotation by which the namespace of a component that stores data says whose it is: the stack's name.
	StackAnnotation = "kalypso.io/stack"
	// DataAnnotation says there what becomes of it without its component: keep or delete. What it says, the stack's state does.
	DataAnnotation = "kalypso.io/data"
	// ForceAnnotation has Pulumi's provider change what it has written itself, under a name that only its state knew: a field of an
	// object that was left and taken over has two owners, and another value for it would be a conflict.
	ForceAnnotation = "pulumi.com/patchForce"
	// PolicyAnnotation is Helm's: an object with PolicyKeep outlives its release, and the next release of that name takes it over.
	PolicyAnnotation = "helm.sh/resource-policy"
	PolicyKeep       = "keep"
)

type namespaceDocument struct {
	APIVersion string `key:"apiVersion"`
	Kind       string `key:"kind"`
	Metadata   struct {
		Name        string            `key:"name"`
		Labels      map[string]string `key:"labels"`
		Annotations map[string]any    `key:"annotations"`
	} `key:"metadata"`
}

// label is the form of a DNS label, which the names of namespaces and of directories have.
var label = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// namespaceAmong finds the component's Namespace: the document of namespace.yaml, as it is built where Kustomize does that, else the
// only Namespace among the objects, or the one that the kustomization names. The others are objects.
func (d *directory) namespaceAmong(all []placed, kustomization kustomization) (source any, rest []placed) {
	d.namespaceIn, d.namespaceAt = namespaceFile, ""
	_, err := fs.Stat(d.fsys, d.in(namespaceFile))
	written := err == nil
	if written {
		source, _ = d.one("", "", namespaceFile, objects)
	}
	named := cmp.Or(nameOf(source), kustomization.Namespace)
	found := slices.IndexFunc(all, func(object placed) bool { return isNamespace(object.Object) && nameOf(object.Object) == named })
	if found < 0 && !written {
		found = slices.IndexFunc(all, func(object placed) bool { return isNamespace(object.Object) })
	}
	switch {
	case found >= 0:
		waved(all[found].Object, source)
		source = all[found].Object
		if !written {
			d.namespaceIn, d.namespaceAt = all[found].file, all[found].where
		}
		all = slices.Delete(all, found, found+1)
	case !written && !d.unbuilt:
		d.report(namespaceFile, "", "missing; every directory of %s has one, or a Namespace among its resources", parent)
	}
	return source, all
}

// waved gives a built Namespace the wave that namespace.yaml has, where its own document is another and has none.
func waved(built Object, written any) {
	document, _ := written.(Object)
	metadata, _ := document["metadata"].(Object)
	annotations, _ := metadata["annotations"].(Object)
	own, _ := built["metadata"].(Object)
	if annotations[WaveAnnotation] == nil || annotated(built, WaveAnnotation) != "" {
		return
	}
	if _, isMap := own["annotations"].(Object); !isMap {
		own["annotations"] = Object{}
	}
	own["annotations"].(Object)[WaveAnnotation] = annotations[WaveAnnotation]
}

func isNamespace(object Object) bool {
	return object["apiVersion"] == "v1" && object["kind"] == "Namespace"
}

func nameOf(document any) string {
	object, _ := document.(Object)
	metadata, _ := object["metadata"].(Object)
	name, _ := metadata["name"].(string)
	return name
}

// misnamed notes a problem with a key of the Namespace.
func (d *directory) misnamed(at, format string, arguments ...any) {
	d.report(d.namespaceIn, within(d.namespaceAt, at), format, arguments...)
}

// namespace reads the Namespace, with its wave and what it names as after.
func (d *directory) namespace(source any) (namespace Namespace, wave int, after []string) {
	if source == nil {
		return Namespace{}, 0, nil
	}
	var doc namespaceDocument
	prefix := d.in(d.namespaceIn) + ": "
	if d.namespaceAt != "" {
		prefix += d.namespaceAt + " "
	}
	d.problems = append(d.problems, strict.DecodeSupported("not supported", prefix, source, &doc)...)
	is := doc.APIVersion == "v1" && doc.Kind == "Namespace"
	if !is && !d.reported(d.namespaceIn, "apiVersion") && !d.reported(d.namespaceIn, "kind") {
		d.misnamed("kind", "found %s %s, want v1 Namespace", orNothing(doc.APIVersion), orNothing(doc.Kind))
	}
	if !label.MatchString(doc.Metadata.Name) {
		if !d.reported(d.namespaceIn, "metadata.name") {
			d.misnamed("metadata.name", "found %q, want a name of at most 63 small letters, digits and -", doc.Metadata.Name)
		}
		doc.Metadata.Name = "" // so that nothing is compared with a name that is wrong
	}
	wave = d.wave(doc.Metadata.Annotations)
	namespace = Namespace{Name: doc.Metadata.Name, Labels: doc.Metadata.Labels, Annotations: d.annotations(doc.Metadata.Annotations)}
	return namespace, wave, namesIn(namespace.Annotations)
}

// namesIn returns the names in AfterAnnotation, which commas or spaces part; nil without one.
func namesIn(annotations map[string]string) []string {
	text, ok := annotations[AfterAnnotation]
	if !ok {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

func (d *directory) wave(annotations map[string]any) int {
	at := strict.Join("metadata.annotations", WaveAnnotation)
	found, ok := annotations[WaveAnnotation]
	if !ok {
		d.misnamed(at, `missing; it says at which wave the component starts, like %s: "4"`, WaveAnnotation)
		return 0
	}
	wave, err := strconv.Atoi(fmt.Sprint(found))
	if err != nil {
		d.misnamed(at, "found %s, want a whole number", strict.Describe(found))
		return 0
	}
	return wave
}

// annotations turns annotations into text. The wave may be written without quotes, which Kubernetes itself would refuse.
func (d *directory) annotations(annotations map[string]any) map[string]string {
	if annotations == nil {
		return nil
	}
	out := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(annotations)) {
		text, ok := annotations[key].(string)
		if !ok && key != WaveAnnotation {
			d.misnamed(strict.Join("metadata.annotations", key), "found %s, want text", strict.Describe(annotations[key]))
		} else if !ok {
			text = fmt.Sprint(annotations[key])
		}
		out[key] = text
	}
	return out
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
