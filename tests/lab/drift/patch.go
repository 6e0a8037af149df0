package drift

import "maps"

// patch is the merge patch that gives the live object its rendered fields back; nil if it has them all. A list is replaced as a whole,
// so its items keep what others have added to them.
func patch(rendered, live map[string]any) map[string]any { return patchBelow("", rendered, live) }

func patchBelow(path string, rendered, live map[string]any) map[string]any {
	var changes map[string]any
	for key, want := range rendered {
		if len(values(join(path, key), want, live[key])) == 0 {
			continue
		}
		if changes == nil {
			changes = map[string]any{}
		}
		below, isMap := want.(map[string]any)
		have, hasMap := live[key].(map[string]any)
		if isMap && hasMap {
			changes[key] = patchBelow(join(path, key), below, have)
		} else {
			changes[key] = overlay(want, live[key])
		}
	}
	return changes
}

// overlay is the live value with what is rendered over it.
func overlay(rendered, live any) any {
	switch want := rendered.(type) {
	case map[string]any:
		have, ok := live.(map[string]any)
		if !ok {
			return want
		}
		merged := maps.Clone(have)
		for key, value := range want {
			merged[key] = overlay(value, have[key])
		}
		return merged
	case []any:
		have, ok := live.([]any)
		if !ok || len(have) != len(want) {
			return want
		}
		merged := make([]any, len(want))
		for i := range want {
			merged[i] = overlay(want[i], have[i])
		}
		return merged
	case nil:
		return live
	}
	return rendered
}
