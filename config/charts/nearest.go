package charts

import (
	"slices"

	"github.com/kalypsoServing/kalypso/config/nearest"
)

// near is the path of the known key that the unknown one at path was most likely meant to be: a sibling that is spelt
// almost alike, or begins alike; else the same name in another part of the chart; else nil. What holds something else is not meant.
func near(root, parent *Key, path []string, value any) []string {
	found := nearestTo(root, parent, path, value)
	if found != nil && !root.at(found).takes(value) {
		return nil
	}
	return found
}

// at is the node of a path that is known.
func (k *Key) at(path []string) *Key {
	for _, name := range path {
		k = k.Children[name]
	}
	return k
}

// takes reports whether a value is of the kind that stands there.
func (k *Key) takes(value any) bool {
	closed := len(k.Children) > 0 && !k.Open
	switch value.(type) {
	case map[string]any:
		return closed || k.Open && k.Kind != List
	case []any:
		return !closed && (k.Kind == List || k.Kind == Unknown || k.Kind == Nothing)
	}
	return !closed && k.Kind != List && k.Kind != Map
}

func nearestTo(root, parent *Key, path []string, value any) []string {
	below, _ := value.(map[string]any)
	name, at := path[len(path)-1], path[:len(path)-1]
	if sibling, ok := nearest.To(name, names(parent)); ok {
		return append(slices.Clone(at), sibling)
	}
	if sibling := similarSibling(parent, name, below); sibling != "" {
		return append(slices.Clone(at), sibling)
	}
	var found [][]string
	everywhere(root, nil, name, &found)
	if i := slices.IndexFunc(found, func(candidate []string) bool { return sameInSimilarParent(candidate, path) }); i >= 0 {
		return found[i]
	}
	return closest(found, path)
}

// similarSibling is the sibling that begins like the unknown key, first the one that knows most of the keys found below it; "" for
// none.
func similarSibling(parent *Key, name string, below map[string]any) string {
	best, most := "", -1
	for _, sibling := range names(parent) {
		shared := 0
		for key := range below {
			if _, ok := parent.Children[sibling].Children[key]; ok {
				shared++
			}
		}
		if beginsAlike(name, sibling) && shared > most {
			best, most = sibling, shared
		}
	}
	return best
}

// beginsAlike tells whether most of the shorter name, and at least five letters, begin the longer one too (persistence,
// persistentVolume), but not all of it: service and serviceMonitor are two things.
func beginsAlike(a, b string) bool {
	shared, shorter := 0, min(len(a), len(b))
	for shared < shorter && a[shared] == b[shared] {
		shared++
	}
	return shared >= 5 && shared < shorter && 4*shared >= 3*shorter
}

// sameInSimilarParent tells whether two paths differ only in the key above the last, and there not much.
func sameInSimilarParent(a, b []string) bool {
	above := len(b) - 2
	if above < 0 || len(a) != len(b) || !slices.Equal(a[:above], b[:above]) {
		return false
	}
	_, alike := nearest.To(a[above], []string{b[above]})
	return alike || beginsAlike(a[above], b[above])
}

// everywhere collects the paths of all known keys of that name.
func everywhere(k *Key, at []string, name string, found *[][]string) {
	for _, child := range names(k) {
		path := append(slices.Clone(at), child)
		if child == name {
			*found = append(*found, path)
		}
		everywhere(k.Children[child], path, name, found)
	}
}

// closest picks the found path that shares most keys with the unknown one, the shortest of equals; nil when a name is
// so common (enabled, replicas) that its path says nothing.
func closest(found [][]string, path []string) []string {
	const common = 8
	if len(found) == 0 || len(found) > common {
		return nil
	}
	shared := func(candidate []string) int {
		n := 0
		for n < min(len(candidate), len(path)) && candidate[n] == path[n] {
			n++
		}
		return n
	}
	return slices.MinFunc(found, func(a, b []string) int {
		if d := shared(b) - shared(a); d != 0 {
			return d
		}
		return len(a) - len(b)
	})
}
