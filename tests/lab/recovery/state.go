package recovery

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// state is a stack's exported state. It is edited as JSON: what is not known here, encrypted values among it, stays as it is.
type state struct {
	whole, deployment map[string]any
	changed           bool
}

// resource is one resource of a state.
type resource map[string]any

// pending is an operation that had begun when the engine ended.
type pending struct {
	resource
	// kind is the engine's: creating, updating, deleting, reading or importing.
	kind string
}

func decodeState(text string) (*state, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	s := &state{}
	if err := decoder.Decode(&s.whole); err != nil {
		return nil, fmt.Errorf("decoding the state: %w", err)
	}
	s.deployment, _ = s.whole["deployment"].(map[string]any)
	return s, nil
}

func (s *state) encode() (*bytes.Reader, error) {
	text, err := json.Marshal(s.whole)
	if err != nil {
		return nil, fmt.Errorf("encoding the state: %w", err)
	}
	return bytes.NewReader(text), nil
}

func (s *state) resources() []resource {
	list, _ := s.deployment["resources"].([]any)
	var all []resource
	for _, item := range list {
		if r, ok := item.(map[string]any); ok && r["delete"] != true {
			all = append(all, r)
		}
	}
	return all
}

func (s *state) pending() []pending {
	list, _ := s.deployment["pending_operations"].([]any)
	var all []pending
	for _, item := range list {
		operation, _ := item.(map[string]any)
		r, ok := operation["resource"].(map[string]any)
		kind, _ := operation["type"].(string)
		if ok {
			all = append(all, pending{r, kind})
		}
	}
	return all
}

// settle forgets the pending operations.
func (s *state) settle() {
	delete(s.deployment, "pending_operations")
	s.changed = true
}

// find is the resource of that name; nil if the state has none.
func (s *state) find(urn string) resource {
	for _, r := range s.resources() {
		if r.urn() == urn {
			return r
		}
	}
	return nil
}

// adopt records a resource that was made, as an interrupted update would have: unfinished. The provider keeps its name and
// inputs in the outputs.
func (s *state) adopt(r resource, id string, outputs map[string]any) {
	made := maps.Clone(r)
	inputs, _ := r["inputs"].(map[string]any)
	all := maps.Clone(inputs)
	maps.Copy(all, outputs)
	made["id"], made["outputs"] = id, all
	list, _ := s.deployment["resources"].([]any)
	s.deployment["resources"] = append(list, map[string]any(made))
	made.unfinished()
	s.changed = true
}

// unfinished makes the next update apply the resource, whether its inputs change or not: the engine updates what has an
// initialization error.
func (r resource) unfinished() { r["initErrors"] = []any{"interrupted: kalypso recover"} }

// drop forgets a resource, and what other resources say about it.
func (s *state) drop(urn string) {
	list, _ := s.deployment["resources"].([]any)
	list = slices.DeleteFunc(list, func(item any) bool { return resource(item.(map[string]any)).urn() == urn })
	for _, item := range list {
		r := item.(map[string]any)
		r["dependencies"] = without(r["dependencies"], urn)
		properties, _ := r["propertyDependencies"].(map[string]any)
		for key, on := range properties {
			properties[key] = without(on, urn)
		}
		if r["deletedWith"] == urn {
			delete(r, "deletedWith")
		}
	}
	s.deployment["resources"], s.changed = list, true
}

func without(list any, urn string) any {
	items, _ := list.([]any)
	return slices.DeleteFunc(items, func(item any) bool { return item == urn })
}

func (r resource) text(key string) string {
	text, _ := r[key].(string)
	return text
}

func (r resource) urn() string { return r.text("urn") }

// kind is Pulumi's type: kubernetes:core/v1:Namespace.
func (r resource) kind() string { return r.text("type") }

func (r resource) title() string {
	parts := strings.Split(r.urn(), "::")
	return parts[len(parts)-1]
}

// input is a text at a path of the inputs; "" where there is none.
func (r resource) input(path ...string) string {
	value := r["inputs"]
	for _, key := range path {
		fields, _ := value.(map[string]any)
		value = fields[key]
	}
	text, _ := value.(string)
	return text
}

func (r resource) isRelease() bool   { return r.kind() == pulumi.ReleaseType }
func (r resource) isNamespace() bool { return r.kind() == "kubernetes:core/v1:Namespace" }

// isObject reports whether it is a Kubernetes object that the provider makes by itself.
func (r resource) isObject() bool {
	return strings.HasPrefix(r.kind(), "kubernetes:") && !r.isRelease() && r.input("apiVersion") != "" && r.input("metadata", "name") != ""
}

// isInMinIO reports whether it is a user, a policy or an attachment that MinIO keeps. Making one again does no harm there.
func (r resource) isInMinIO() bool { return strings.HasPrefix(r.kind(), "minio:") }
