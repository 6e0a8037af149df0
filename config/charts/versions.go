package charts

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// offered is how many versions an error proposes.
const offered = 5

// missing says that a version is not there, and which ones around it are.
func missing(r Request, place string, versions []string) error {
	near := around(versions, r.Version)
	if len(near) == 0 {
		return fmt.Errorf("%s has no version of chart %s", place, r.Name)
	}
	return fmt.Errorf("%s has no version %s of chart %s; the nearest it has: %s", place, r.Version, r.Name, strings.Join(near, ", "))
}

// around returns the versions next to the wanted one in order, the newest first.
func around(versions []string, want string) []string {
	sorted := slices.Clone(versions)
	slices.SortFunc(sorted, func(a, b string) int { return compareVersions(b, a) })
	sorted = slices.Compact(sorted)
	place, _ := slices.BinarySearchFunc(sorted, want, func(a, b string) int { return compareVersions(b, a) })
	first := max(0, min(place-offered/2, len(sorted)-offered))
	return sorted[first:min(len(sorted), first+offered)]
}

var numbers = regexp.MustCompile(`\d+`)

// compareVersions orders versions by their numbers, left to right; without its pre-release part a version is the newer.
func compareVersions(a, b string) int {
	coreA, preA, _ := strings.Cut(strings.TrimPrefix(a, "v"), "-")
	coreB, preB, _ := strings.Cut(strings.TrimPrefix(b, "v"), "-")
	if c := compareNumbers(coreA, coreB); c != 0 {
		return c
	}
	if (preA == "") != (preB == "") {
		return cmp.Compare(len(preB), len(preA))
	}
	if c := compareNumbers(preA, preB); c != 0 {
		return c
	}
	return cmp.Compare(preA, preB)
}

func compareNumbers(a, b string) int {
	parse := func(s string) []int {
		var all []int
		for _, text := range numbers.FindAllString(s, -1) {
			n, err := strconv.Atoi(text)
			if err != nil {
				n = -1 // a number of more than 18 digits is a build stamp, not a place in an order
			}
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(parse(a), parse(b))
}
