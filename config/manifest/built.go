package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Build makes the objects of directories with Kustomize's own library. The error is one of the machine: no Go, no room.
type Build func(Customization) (Built, error)

// Customization is what Kustomize does to a directory: JSON is what its post-renderer reads.
type Customization struct {
	// Path is the directory's in the project, like manifests/loki.
	Path string `json:"path"`
	// Kustomization is its text without the charts.
	Kustomization string `json:"kustomization"`
	// Charts is how many charts share it.
	Charts int `json:"charts"`
	// Beside are documents that a chart brings and that are customized elsewhere: a patch may be of them.
	Beside []byte `json:"beside,omitempty"`
	// Files are what it reads, by path in the project; nil before it is built.
	Files map[string][]byte `json:"files"`
}

// Built is a directory that is built.
type Built struct {
	// Objects are YAML documents.
	Objects string `json:"objects"`
	// Files are what was read for them.
	Files map[string][]byte `json:"files"`
	// Problems are all that is wrong with the directory, each with its file.
	Problems []string `json:"problems"`
}

// libraryKeys are the keys that Kustomize's library deals with; it checks what is in them.
type libraryKeys struct {
	touching
	Metadata         any `key:"metadata" nulls:"kept"`
	Bases            any `key:"bases" nulls:"kept"`
	Crds             any `key:"crds" nulls:"kept"`
	GeneratorOptions any `key:"generatorOptions" nulls:"kept"`
	OpenAPI          any `key:"openapi" nulls:"kept"`
	SortOptions      any `key:"sortOptions" nulls:"kept"`
	BuildMetadata    any `key:"buildMetadata" nulls:"kept"`
}

// touching are those of them that change what a chart renders, too. A generator does by the name that it makes, which is followed.
type touching struct {
	Labels                any `key:"labels" nulls:"kept"`
	CommonLabels          any `key:"commonLabels" nulls:"kept"`
	CommonAnnotations     any `key:"commonAnnotations" nulls:"kept"`
	Patches               any `key:"patches" nulls:"kept"`
	PatchesStrategicMerge any `key:"patchesStrategicMerge" nulls:"kept"`
	PatchesJSON6902       any `key:"patchesJson6902" nulls:"kept"`
	Images                any `key:"images" nulls:"kept"`
	ImageTags             any `key:"imageTags" nulls:"kept"`
	Replicas              any `key:"replicas" nulls:"kept"`
	Replacements          any `key:"replacements" nulls:"kept"`
	Vars                  any `key:"vars" nulls:"kept"`
	Components            any `key:"components" nulls:"kept"`
	Configurations        any `key:"configurations" nulls:"kept"`
	NamePrefix            any `key:"namePrefix" nulls:"kept"`
	NameSuffix            any `key:"nameSuffix" nulls:"kept"`
	ConfigMapGenerator    any `key:"configMapGenerator" nulls:"kept"`
	SecretGenerator       any `key:"secretGenerator" nulls:"kept"`
}

// anyOf reports whether any key of a struct of keys has something in it.
func anyOf(keys any) bool { return anyIn(reflect.ValueOf(keys)) }

func anyIn(fields reflect.Value) bool {
	for i := range fields.NumField() {
		switch value := fields.Field(i); {
		case value.Kind() == reflect.Struct:
			if anyIn(value) {
				return true
			}
		case something(value.Interface()):
			return true
		}
	}
	return false
}

func something(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// customized lets Kustomize build the directory, and returns its objects and what is to be done to its charts' output.
func (d *directory) customized(charts int) ([]placed, Customization) {
	asked := Customization{Path: path.Join(parent, d.name), Charts: charts}
	before, err := len(d.problems), error(nil)
	defer func() { d.unbuilt = len(d.problems) > before }()
	if asked.Kustomization, err = d.withoutCharts(); err != nil {
		d.report(d.kustomizationFile, "", "%v", err)
		return nil, asked
	}
	if d.build == nil {
		d.report(d.kustomizationFile, "", "is not built here")
		return nil, asked
	}
	made, err := d.build(asked)
	if err != nil {
		d.report(d.kustomizationFile, "", "building it: %v", err)
		return nil, asked
	}
	for _, problem := range made.Problems {
		d.problems = append(d.problems, errors.New(problem))
	}
	asked.Files = made.Files
	for file := range made.Files {
		d.named[strings.TrimPrefix(file, asked.Path+"/")] = true
		d.reads(file)
	}
	all, problems := documents([]byte(made.Objects), objects)
	for _, problem := range problems {
		d.report(d.kustomizationFile, "what it builds", "%v", problem)
	}
	var out []placed
	for _, document := range all {
		out = append(out, d.objects(d.kustomizationFile, named(document), document)...)
	}
	return out, asked
}

// Read reads what Kustomize has made.
func (o Built) Read() ([]Object, error) {
	var problems []error
	for _, problem := range o.Problems {
		problems = append(problems, errors.New(problem))
	}
	all, wrong := documents([]byte(o.Objects), objects)
	var out []Object
	for _, document := range all {
		if object, isMap := document.(Object); isMap {
			out = append(out, object)
		}
	}
	return out, errors.Join(append(problems, wrong...)...)
}

// named is how messages call an object that stands in no one file.
func named(document any) string {
	object, _ := document.(Object)
	metadata, _ := object["metadata"].(Object)
	return fmt.Sprintf("%v %v", object["kind"], metadata["name"])
}

// withoutCharts is the kustomization's text without what Helm deals with.
func (d *directory) withoutCharts() (string, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(d.text(d.kustomizationFile), &document); err != nil {
		return "", err
	}
	root := document.Content[0]
	for i := 0; i < len(root.Content); {
		if slices.Contains([]string{"helmCharts", "helmGlobals"}, root.Content[i].Value) {
			root.Content = slices.Delete(root.Content, i, i+2)
		} else {
			i += 2
		}
	}
	out := &bytes.Buffer{}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	err := encoder.Encode(&document)
	return out.String(), err
}

// JSON is the directory as its post-renderer reads it.
func (d Customization) JSON() []byte {
	text, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", d.Path, err)) // strings and bytes
	}
	return text
}
