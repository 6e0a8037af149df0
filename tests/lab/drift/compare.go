// Package drift finds where the objects in a cluster differ from what their Helm releases rendered, and puts them back.
package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// Difference is a field that the cluster has otherwise than the release rendered it.
type Difference struct {
	// Path is the field's: spec.ports[0].port.
	Path           string
	Live, Rendered any
}

// Compare compares the fields that are rendered; what others have added to the object is theirs. Lists must be of one length, and are
// compared item by item. A quantity may be written in several ways, and the API server leaves out what is empty.
func Compare(rendered, live map[string]any) []Difference { return fields("", rendered, live) }

func fields(path string, rendered, live map[string]any) []Difference {
	var found []Difference
	for _, key := range slices.Sorted(maps.Keys(rendered)) {
		found = append(found, values(join(path, key), rendered[key], live[key])...)
	}
	return found
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func values(path string, rendered, live any) []Difference {
	if rendered == nil || live == nil && empty(rendered) {
		return nil
	}
	switch want := rendered.(type) {
	case map[string]any:
		if have, ok := live.(map[string]any); ok {
			return fields(path, want, have)
		}
	case []any:
		if have, ok := live.([]any); ok && len(have) == len(want) {
			var found []Difference
			for i := range want {
				found = append(found, values(fmt.Sprintf("%s[%d]", path, i), want[i], have[i])...)
			}
			return found
		}
	}
	if Text(rendered) == Text(live) || !strings.HasPrefix(path, "data.") && quantity(rendered, live) {
		return nil
	}
	return []Difference{{path, live, rendered}}
}

// empty reports whether the API server may leave the value out: a zero, or a map of nothing but such.
func empty(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, below := range v {
			if !empty(below) {
				return false
			}
		}
		return true
	case []any:
		return len(v) == 0
	}
	return value == nil || reflect.ValueOf(value).IsZero()
}

// quantity reports whether both are one quantity that is written in two ways: 1000m and 1.
func quantity(rendered, live any) bool {
	want, err := resource.ParseQuantity(Text(rendered))
	if err != nil {
		return false
	}
	have, err := resource.ParseQuantity(Text(live))
	return err == nil && want.Cmp(have) == 0
}

// Text is a value as it is shown: a text as it stands, anything else as JSON.
func Text(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(encoded)
}
