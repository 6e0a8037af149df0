package charts

import (
	"slices"
	"strings"
)

// alike is the least likeness (0 to 1) at which a known key is offered for an unknown one: two letters swapped in a
// word of five still count, two different short words do not.
const alike = 0.6

// nearest is the path of the known key that the unknown one at path was most likely meant to be: the sibling most like
// it, by its letters and by the keys below; else the same name elsewhere in the chart; else nil.
func nearest(root, parent *Key, path []string, below map[string]any) []string {
	name, at := path[len(path)-1], path[:len(path)-1]
	best, score := "", alike
	for _, sibling := range names(parent) {
		if s := likeness(name, sibling) + overlap(parent.Children[sibling], below); s > score {
			best, score = sibling, s
		}
	}
	if best != "" {
		return append(slices.Clone(at), best)
	}
	var found [][]string
	elsewhere(root, nil, name, &found)
	return closest(found, path)
}

// likeness compares two names without regard to case and separators: by edit distance, or by a shared beginning of at
// least five letters ("persistence", "persistentVolume"), but not when one is the whole beginning of the other: service
// and serviceMonitor are two things.
func likeness(a, b string) float64 {
	a, b = plain(a), plain(b)
	longest := max(len(a), len(b))
	if longest == 0 {
		return 0
	}
	score := 1 - float64(distance(a, b))/float64(longest)
	shared := 0
	for shared < min(len(a), len(b)) && a[shared] == b[shared] {
		shared++
	}
	if shorter := min(len(a), len(b)); shared >= 5 && shared < shorter {
		score = max(score, float64(shared)/float64(shorter)-0.15)
	}
	return score
}

func plain(name string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
}

// overlap rewards (up to 0.2) a sibling that knows the keys found below the unknown one.
func overlap(sibling *Key, below map[string]any) float64 {
	shared := 0
	for name := range below {
		if _, ok := sibling.Children[name]; ok {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return 0.2 * float64(shared) / float64(len(below))
}

// elsewhere collects the paths of all known keys of that name.
func elsewhere(k *Key, at []string, name string, found *[][]string) {
	for _, child := range names(k) {
		path := append(slices.Clone(at), child)
		if plain(child) == plain(name) {
			*found = append(*found, path)
		}
		elsewhere(k.Children[child], path, name, found)
	}
}

// closest picks the found path that shares most keys with the unknown one, the shortest of equals; nil when a name is
// so common (enabled, replicas) that its place says nothing.
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

// distance is the number of letters to insert, delete, replace or swap with their neighbour to turn a into b.
func distance(a, b string) int {
	var before, previous []int
	current := make([]int, len(b)+1)
	for j := range current {
		current[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, previous, current = previous, current, make([]int, len(b)+1)
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
	}
	return current[len(b)]
}
