// Package record runs the platform's program without an engine and keeps what it registers.
package record

import (
	"fmt"
	"maps"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Resource is one registered resource.
type Resource struct {
	// Type is its type token, such as kubernetes:helm.sh/v3:Release; Name its logical name.
	Type, Name string
	// Inputs are its properties in clear text; those that are secret are missing.
	Inputs map[string]any
	// Secrets are the secret properties in clear text, and only these.
	Secrets map[string]any
}

// Program runs a Pulumi program and returns what it registered, in order of registration.
func Program(program pulumi.RunFunc) ([]Resource, error) {
	recorder := &mocks{}
	if err := pulumi.RunErr(program, pulumi.WithMocks("kalypso", "dev", recorder)); err != nil {
		return nil, fmt.Errorf("running the program: %w", err)
	}
	return recorder.resources, nil
}

// mocks stands in for the engine: every resource is what its inputs say.
type mocks struct {
	mutex     sync.Mutex
	resources []Resource
}

// NewResource keeps the inputs.
func (m *mocks) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	inputs, secrets := split(args.Inputs)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.resources = append(m.resources, Resource{args.TypeToken, args.Name, inputs, secrets})
	return args.Name + "-id", args.Inputs, nil
}

// Call refuses: the program is not supposed to ask anybody anything.
func (m *mocks) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return nil, fmt.Errorf("unexpected call of %s", args.Token)
}

// split separates the properties that hold a secret, at any depth of a map, from the others.
func split(properties resource.PropertyMap) (plain, secret map[string]any) {
	plain, secret = map[string]any{}, map[string]any{}
	for key, value := range properties {
		name := string(key)
		switch {
		case value.IsObject():
			p, s := split(value.ObjectValue())
			plain[name] = p
			if len(s) > 0 {
				secret[name] = s
			}
		case value.ContainsSecrets():
			maps.Copy(secret, resource.PropertyMap{key: revealed(value)}.Mappable())
		default:
			plain[name] = value.Mappable()
		}
	}
	return plain, secret
}

// revealed takes the secret marks off.
func revealed(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return revealed(value.SecretValue().Element)
	case value.IsOutput():
		return revealed(value.OutputValue().Element)
	case value.IsObject():
		all := resource.PropertyMap{}
		for key, v := range value.ObjectValue() {
			all[key] = revealed(v)
		}
		return resource.NewObjectProperty(all)
	case value.IsArray():
		var all []resource.PropertyValue
		for _, v := range value.ArrayValue() {
			all = append(all, revealed(v))
		}
		return resource.NewArrayProperty(all)
	}
	return value
}
