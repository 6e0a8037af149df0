package recorder

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Resource is one resource as the program registered it.
type Resource struct {
	*pulumirpc.RegisterResourceRequest
	URN    string
	Inputs resource.PropertyMap
}

// Plain returns the inputs as maps, without those that are secret.
func (r Resource) Plain() map[string]any { return unmarked(r.Inputs, false) }

// Clear returns all inputs as maps, the secret ones in clear text.
func (r Resource) Clear() map[string]any { return unmarked(r.Inputs, true) }

func unmarked(properties resource.PropertyMap, secrets bool) map[string]any {
	all := map[string]any{}
	for key, value := range properties {
		switch {
		case value.IsObject():
			all[string(key)] = unmarked(value.ObjectValue(), secrets)
		case !value.ContainsSecrets():
			all[string(key)] = value.Mappable()
		case secrets:
			all[string(key)] = clear(value)
		}
	}
	return all
}

// clear returns a value without the marks of secrets.
func clear(value resource.PropertyValue) any {
	switch {
	case value.IsSecret():
		return clear(value.SecretValue().Element)
	case value.IsObject():
		return unmarked(value.ObjectValue(), true)
	case value.IsArray():
		all := []any{}
		for _, one := range value.ArrayValue() {
			all = append(all, clear(one))
		}
		return all
	}
	return value.Mappable()
}
