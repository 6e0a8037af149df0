package kit

import (
	"regexp"
	"slices"
)

// carried are the lists of a pod's wiring, as charts call them: what a user adds to them stands beside what the platform put there.
// Other lists replace each other, as with Helm.
var carried = regexp.MustCompile(`^(extra)?(Env|env|EnvFrom|envFrom|Envs|Volumes|volumes|VolumeMounts|volumeMounts|InitContainers|initContainers|ContainerVolumes)$`)

// extended are the lists of wiring that both trees have, joined. An entry of the user's own takes the place of ours of the same name; where
// names do not decide (envFrom), ours come last, and so count.
func extended(ours, theirs Tree) Tree {
	joined := Tree{}
	for key, value := range theirs {
		switch their := value.(type) {
		case map[string]any:
			if below, ok := ours[key].(map[string]any); ok {
				if inner := extended(below, their); len(inner) > 0 {
					joined[key] = inner
				}
			}
		case []any:
			if our, ok := ours[key].([]any); ok && carried.MatchString(key) {
				joined[key] = join(our, their)
			}
		}
	}
	return joined
}

func join(ours, theirs []any) []any {
	kept := slices.DeleteFunc(slices.Clone(ours), func(our any) bool {
		name := nameOf(our)
		return name != "" && slices.ContainsFunc(theirs, func(their any) bool { return nameOf(their) == name })
	})
	return slices.Concat(theirs, kept)
}

func nameOf(entry any) string {
	fields, _ := entry.(map[string]any)
	name, _ := fields["name"].(string)
	return name
}
