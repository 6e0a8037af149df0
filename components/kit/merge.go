package kit

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Merge lays trees of values over each other, the later the stronger, as manifests do.
func Merge(trees ...map[string]any) map[string]any { return manifest.Merge(trees...) }

// Conflicts returns the dotted paths at which override would replace, or be replaced by, a leaf of protected. Lists that carry wiring are
// added to each other.
func Conflicts(protected, override map[string]any) []string {
	var paths []string
	for _, key := range slices.Sorted(maps.Keys(override)) {
		guard, guarded := protected[key]
		if !guarded {
			continue
		}
		inner, guardIsMap := guard.(map[string]any)
		over, overIsMap := override[key].(map[string]any)
		_, guardIsList := guard.([]any)
		if _, overIsList := override[key].([]any); guardIsList && overIsList && carried.MatchString(key) {
			continue
		}
		if !guardIsMap || !overIsMap {
			paths = append(paths, key)
			continue
		}
		for _, path := range Conflicts(inner, over) {
			paths = append(paths, key+"."+path)
		}
	}
	return paths
}

// Lookup returns what stands under a path in a tree, nil if nothing does.
func Lookup(tree Tree, path ...string) any {
	var value any = tree
	for _, key := range path {
		below, _ := value.(map[string]any)
		value = below[key]
	}
	return value
}

// Input turns plain values (as decoded from YAML, or Go literals of maps, lists, strings, numbers and booleans) into
// Pulumi inputs; an Input inside passes through. Any other type is a programming error.
func Input(value any) pulumi.Input {
	switch v := value.(type) {
	case pulumi.Input:
		return v
	case map[string]any:
		inputs := pulumi.Map{}
		for key, inner := range v {
			inputs[key] = Input(inner)
		}
		return inputs
	case []any:
		inputs := pulumi.Array{}
		for _, inner := range v {
			inputs = append(inputs, Input(inner))
		}
		return inputs
	case []string:
		return pulumi.ToStringArray(v)
	case string:
		return pulumi.String(v)
	case bool:
		return pulumi.Bool(v)
	case int:
		return pulumi.Int(v)
	case float64:
		return pulumi.Float64(v)
	default:
		panic(fmt.Sprintf("a chart value has type %T, which YAML cannot hold", value))
	}
}
