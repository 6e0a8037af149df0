package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Step is when an object of a directory is made, as ArgoCD orders them: by phase (-1 before, 0 with the charts, 1 after), then by wave.
type Step struct{ Phase, Wave int }

// Compare orders steps.
func (s Step) Compare(other Step) int {
	return cmp.Or(cmp.Compare(s.Phase, other.Phase), cmp.Compare(s.Wave, other.Wave))
}

// StepOf is when an object is made; its annotations are sound.
func StepOf(object Object) Step {
	step, _, _ := stepOf(object)
	return step
}

// The annotations that order objects. ArgoCD takes Helm's for its own where an object has none of those
// (docs/user-guide/helm.md of ArgoCD, "Helm Hooks").
const (
	hookAnnotation       = "argocd.argoproj.io/hook"
	helmHookAnnotation   = "helm.sh/hook"
	helmWeightAnnotation = "helm.sh/hook-weight"
)

// phases are the hooks that have a place here. Skip has none: such an object is not deployed.
func phases() map[string]int {
	return map[string]int{
		"PreSync": -1, "Sync": 0, "PostSync": 1,
		"pre-install": -1, "pre-upgrade": -1, "crd-install": -1, "post-install": 1, "post-upgrade": 1,
	}
}

// stepOf reads the annotations of an object, or says which has no counterpart and why.
func stepOf(object Object) (step Step, at string, err error) {
	waveAt, hookAt := WaveAnnotation, hookAnnotation
	if annotated(object, hookAnnotation) == "" && annotated(object, helmHookAnnotation) != "" {
		hookAt = helmHookAnnotation
		if annotated(object, WaveAnnotation) == "" {
			waveAt = helmWeightAnnotation
		}
	}
	if text := annotated(object, waveAt); text != "" {
		if step.Wave, err = strconv.Atoi(text); err != nil {
			return step, waveAt, fmt.Errorf("found %q, want a whole number", text)
		}
	}
	var found []int
	for _, hook := range strings.FieldsFunc(annotated(object, hookAt), func(r rune) bool { return r == ',' || r == ' ' }) {
		phase, known := phases()[hook]
		if !known {
			return step, hookAt, fmt.Errorf("%s has no counterpart here: an object is made before, with or after the charts "+
				"(PreSync, Sync, PostSync) and goes with them; remove the hook or the object", hook)
		}
		found = append(found, phase)
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) > 1 {
		return step, hookAt, fmt.Errorf("found %q: an object is made once; write one of them, or one object for each", annotated(object, hookAt))
	}
	if len(found) == 1 {
		step.Phase = found[0]
	}
	return step, "", nil
}

// ordered drops what is not deployed (hook Skip), and notes annotations without a counterpart.
func (d *directory) ordered(all []placed) []placed {
	var out []placed
	for _, object := range all {
		if annotated(object.Object, hookAnnotation) == "Skip" {
			continue
		}
		if _, at, err := stepOf(object.Object); err != nil {
			d.report(object.file, within(object.where, `metadata.annotations["`+at+`"]`), "%v", err)
		}
		out = append(out, object)
	}
	return out
}
